import { HEX, isBlank, isDigit, isLineEnd, isQuote } from './alphabet.ts'
import { skipToString } from './gap.ts'
import type { OctetReader } from './octet-run.ts'

/** How digits after a backslash count, and what a character beyond ASCII is. */
export interface EscapeNotation {
  readonly digits: 'octal' | 'decimal'
  /** A character is a code point (JavaScript, Java) or the octets it is written in (C, Python, Go). */
  readonly wide: boolean
  /** The quote that encloses the literal; 0 when not known. */
  readonly quote: number
  /** Backslashes of one escape: 1, and 2 in a literal inside another. */
  readonly depth: number
}

const MAX_GAP = 256
const CONTROL: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, a: 7, b: 8, f: 12, v: 11, e: 27 }

interface Octet {
  readonly value: number
  readonly next: number
}

const NONE: Octet = { value: -1, next: 0 }

function digitsAt(text: Uint8Array, at: number, base: number, most: number): Octet {
  let value = 0
  let next = at
  while (next < at + most) {
    const digit = HEX[text[next] ?? 0] ?? -1
    if (digit < 0 || digit >= base) break
    value = value * base + digit
    next++
  }
  return next === at || value > 255 ? NONE : { value, next }
}

/** What follows the backslashes at `at`. */
function escaped(text: Uint8Array, at: number, notation: EscapeNotation): Octet {
  const code = text[at] ?? 0
  if (code === 0x78) return digitsAt(text, at + 1, 16, 2)
  if (code === 0x75 && text[at + 1] === 0x7b) {
    const octet = digitsAt(text, at + 2, 16, 6)
    return text[octet.next] === 0x7d ? { value: octet.value, next: octet.next + 1 } : NONE
  }
  if (code === 0x75) return digitsAt(text, at + 1, 16, 4)
  if (isDigit(code)) return digitsAt(text, at, notation.digits === 'octal' ? 8 : 10, 3)
  if (code === 0x5c) return { value: 0x5c, next: at + notation.depth }
  const control = CONTROL[String.fromCharCode(code)]
  if (control !== undefined) return { value: control, next: at + 1 }
  return isQuote(code) || code === 0x2f ? { value: code, next: at + 1 } : NONE
}

/** A character that is not escaped. */
function plain(text: Uint8Array, at: number, wide: boolean): Octet {
  const code = text[at] ?? 0
  const next = text[at + 1] ?? 0
  if (wide && (code === 0xc2 || code === 0xc3) && next >= 0x80 && next < 0xc0) {
    return { value: ((code & 3) << 6) | (next & 0x3f), next: at + 2 }
  }
  return code < 0x20 || (wide && code >= 0x80) ? NONE : { value: code, next: at + 1 }
}

function backslashes(text: Uint8Array, at: number, depth: number): number {
  let count = 0
  while (count < depth && text[at + count] === 0x5c) count++
  return count
}

/** Skips line ends with the indentation after them, and the way from one literal to the next; -1 when it leads nowhere. */
function skipBreaks(text: Uint8Array, at: number, { quote, depth }: EscapeNotation): number {
  const limit = Math.min(text.length, at + MAX_GAP)
  let here = at
  while (here < limit) {
    const slashes = backslashes(text, here, depth)
    const code = text[here + slashes] ?? 0
    if (isLineEnd(code)) {
      here += slashes + 1
      while (isBlank(text[here] ?? 0) && here < limit) here++
    } else if (quote !== 0 && code === quote && slashes < depth) {
      here = skipToString(text, here + slashes + 1)
      if (here < 0) return -1
    } else return here
  }
  return -1
}

/** Octets of a string literal from `at`: escapes, and characters that stand for themselves. */
export function escapeOctets(text: Uint8Array, at: number, notation: EscapeNotation): OctetReader {
  let end = at
  return {
    next() {
      const here = skipBreaks(text, end, notation)
      if (here < 0 || here >= text.length) return -1
      const slashes = backslashes(text, here, notation.depth)
      const octet =
        slashes === notation.depth
          ? escaped(text, here + slashes, notation)
          : plain(text, here, notation.wide)
      if (octet.value >= 0) end = octet.next
      return octet.value
    },
    get end() {
      return end
    },
  }
}
