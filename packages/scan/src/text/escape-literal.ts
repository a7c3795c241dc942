import { isQuote } from './alphabet.ts'
import { type EscapeNotation, escapeOctets } from './escape-octets.ts'
import type { OctetSource } from './octet-catches.ts'

const MAX_DEPTH = 4

/** A string literal whose first octet, escaped or not, stands at the hit. */
export function escapeLiteral(digits: EscapeNotation['digits'], wide: boolean): OctetSource {
  return (view, at) => {
    let start = at
    while (start > 0 && at - start < MAX_DEPTH - 1 && view[at] === 0x5c && view[start - 1] === 0x5c) start--
    const before = view[start - 1] ?? 0
    const quote = start > 0 && isQuote(before) ? before : 0
    const depth = at - start + 1
    return { start, reader: escapeOctets(view, start, { digits, wide, quote, depth }) }
  }
}
