import { HEX, isQuote } from './alphabet.ts'
import { skipToString } from './gap.ts'
import type { OctetReader } from './octet-run.ts'

// Indentation and a line end between two pairs.
const MAX_GAP = 256

/** Separators of hex text: blanks, line ends, `:`, `-`, `,`, `;`, operators; not letters, not digits. */
function isSeparator(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d)
  return (
    code === 0x3a ||
    code === 0x2d ||
    code === 0x2c ||
    code === 0x3b ||
    code === 0x2b ||
    code === 0x5f ||
    code === 0x7c
  )
}

/**
 * Pairs of hex digits from `at`, separated or not, with `0x` or `\x` before them or not, through quotes. An
 * escape such as `\n` is a separator, of which the letter is no digit.
 */
export function hexOctets(text: Uint8Array, at: number): OctetReader {
  let here = at
  let end = at
  const skip = (): boolean => {
    const limit = Math.min(text.length, here + MAX_GAP)
    while (here < limit) {
      const code = text[here] ?? 0
      if (code === 0x5c) here += 2
      else if (code === 0x30 && ((text[here + 1] ?? 0) | 0x20) === 0x78) here += 2
      else if (isQuote(code)) {
        const inside = skipToString(text, here + 1)
        if (inside < 0) return false
        here = inside
      } else if (isSeparator(code)) here++
      else return true
    }
    return false
  }
  return {
    next() {
      if (!skip()) return -1
      const high = HEX[text[here] ?? 0] ?? -1
      const low = HEX[text[here + 1] ?? 0] ?? -1
      if (high < 0 || low < 0) return -1
      here += 2
      end = here
      return high * 16 + low
    },
    get end() {
      return end
    },
  }
}
