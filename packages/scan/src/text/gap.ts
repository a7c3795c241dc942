import { isLineEnd, isQuote } from './alphabet.ts'

// A call, an operator and a comment between two strings; never a page of code.
const MAX_OUTSIDE = 512

/** Offset after the comment that starts at `at` (C, C++, shell), or `at` when none does. Ends by `limit`. */
export function skipComment(text: Uint8Array, at: number, limit: number): number {
  const first = text[at]
  const second = text[at + 1] ?? 0
  let end = at + 2
  if (first === 0x2f && second === 0x2a) {
    while (end < limit && !(text[end] === 0x2a && text[end + 1] === 0x2f)) end++
    return Math.min(end + 2, limit)
  }
  // `#"` and `#'` open strings in Swift and in quoting of shells.
  if ((first === 0x2f && second === 0x2f) || (first === 0x23 && !isQuote(second))) {
    while (end < limit && !isLineEnd(text[end] ?? 0)) end++
    return end
  }
  return at
}

/**
 * From after a closing quote to inside the next string literal: its first offset, or -1 when none comes
 * near by. Backslashes before quotes are stepped over, as in a literal that was escaped again.
 */
export function skipToString(text: Uint8Array, at: number): number {
  const limit = Math.min(text.length, at + MAX_OUTSIDE)
  let here = at
  while (here < limit) {
    const code = text[here] ?? 0
    if (isQuote(code)) return here + 1
    if (code === 0) return -1
    const after = skipComment(text, here, limit)
    here = after > here ? after : here + 1
  }
  return -1
}
