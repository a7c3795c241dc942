// Huffman codes of deflate (RFC 1951 3.2.2) as look-up tables: index the next `bits` bits of input, least significant
// first; an entry is the symbol times 16 plus the length of its code, 0 where no code begins so.

export interface Codes {
  readonly bits: number
  readonly entries: Uint16Array
}

function reversed(code: number, length: number): number {
  let value = 0
  for (let i = 0; i < length; i++) value |= ((code >> i) & 1) << (length - 1 - i)
  return value
}

/** Codes of these lengths; undefined where they are more than there is room for. One code alone may leave room. */
export function codesOf(lengths: Uint8Array): Codes | undefined {
  const counts = new Uint16Array(16)
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1
  counts[0] = 0
  let bits = 1
  let left = 1
  const next = new Uint16Array(16)
  for (let length = 1; length < 16; length++) {
    left = 2 * left - (counts[length] ?? 0)
    if (left < 0) return undefined
    if ((counts[length] ?? 0) > 0) bits = length
    next[length] = ((next[length - 1] ?? 0) + (counts[length - 1] ?? 0)) << 1
  }
  const used = counts.reduce((sum, count) => sum + count, 0)
  if (left > 0 && used > 1) return undefined
  const entries = new Uint16Array(1 << bits)
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol] ?? 0
    if (length === 0) continue
    const code = next[length] ?? 0
    next[length] = code + 1
    for (let at = reversed(code, length); at < entries.length; at += 1 << length)
      entries[at] = (symbol << 4) | length
  }
  return { bits, entries }
}

/** Codes of the fixed blocks (3.2.6). */
export function fixedCodes(): { readonly literals: Codes; readonly distances: Codes } {
  const literals = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280)
  const empty: Codes = { bits: 1, entries: new Uint16Array(2) }
  return { literals: codesOf(literals) ?? empty, distances: codesOf(new Uint8Array(32).fill(5)) ?? empty }
}
