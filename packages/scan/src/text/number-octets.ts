import { HEX, isDigit, isLetter } from './alphabet.ts'
import { skipComment } from './gap.ts'
import type { OctetReader } from './octet-run.ts'

// A cast, a line end with indentation, a comment; not the rest of a program.
const MAX_GAP = 256

function isName(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 0x5f || code === 0x2e
}

/** Offset after a word, so that the digits in `uint8` or `u8` are no numbers. */
function skipName(text: Uint8Array, at: number): number {
  let end = at
  while (end < at + 32 && isName(text[end] ?? 0)) end++
  return end
}

/** Offset of the next number's first character (sign included), or -1. */
function nextNumber(text: Uint8Array, at: number): number {
  const limit = Math.min(text.length, at + MAX_GAP)
  let here = at
  while (here < limit) {
    const code = text[here] ?? 0
    const next = text[here + 1] ?? 0
    if (isDigit(code) || (code === 0x2d && isDigit(next)) || (code === 0x26 && (next | 0x20) === 0x68))
      return here
    if (code === 0) return -1
    const after = skipComment(text, here, limit)
    if (after > here) here = after
    else if (code === 0x5c) here += 2
    else if (isLetter(code) || code === 0x5f) here = skipName(text, here)
    else here++
  }
  return -1
}

/** Value and end of the number at `at`: `0x82`, `&H82`, `130`, `-126`; -1 when it is not an octet. */
function readNumber(text: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  const isNegative = text[at] === 0x2d
  let end = isNegative ? at + 1 : at
  const isHex = text[end] === 0x26 || (text[end] === 0x30 && ((text[end + 1] ?? 0) | 0x20) === 0x78)
  if (isHex) end += 2
  const base = isHex ? 16 : 10
  let value = 0
  for (let digits = 0; digits < 6; digits++) {
    const digit = HEX[text[end] ?? 0] ?? -1
    if (digit < 0 || digit >= base) break
    value = value * base + digit
    end++
  }
  const octet = isNegative ? 256 - value : value
  const fits = isNegative ? value > 0 && value <= 128 : value <= 255
  return { value: fits ? octet : -1, end: skipName(text, end) }
}

/**
 * The numbers of a list from `at`: hex, decimal, signed, with casts, suffixes, calls, comments and line ends
 * between them. A number that is not an octet ends the list.
 */
export function numberOctets(text: Uint8Array, at: number): OctetReader {
  let end = at
  return {
    next() {
      const numberAt = nextNumber(text, end)
      if (numberAt < 0) return -1
      const number = readNumber(text, numberAt)
      if (number.value >= 0) end = number.end
      return number.value
    },
    get end() {
      return end
    },
  }
}
