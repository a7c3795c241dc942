// CRC-64 of the .xz file format (ECMA-182 reflected), in two halves: BigInt would be ten times slower. Four bytes at a
// time, as "slicing by four" has it; signed halves, because V8 makes floating-point numbers of unsigned ones.
const polynomialHigh = 0xc96c5795 | 0
const polynomialLow = 0xd7870f42 | 0

/** Sums of each byte with 0 to 3 zero bytes behind it: `256 * zeros + byte`. */
const high = new Int32Array(1024)
const low = new Int32Array(1024)

for (let byte = 0; byte < 256; byte++) {
  let h = 0
  let l = byte
  for (let bit = 0; bit < 8; bit++) {
    const out = l & 1
    l = (l >>> 1) | (h << 31)
    h >>>= 1
    if (out === 1) {
      h ^= polynomialHigh
      l ^= polynomialLow
    }
  }
  high[byte] = h
  low[byte] = l
}
for (let i = 256; i < 1024; i++) {
  const h = high[i - 256] ?? 0
  const l = low[i - 256] ?? 0
  low[i] = ((l >>> 8) | (h << 24)) ^ (low[l & 0xff] ?? 0)
  high[i] = (h >>> 8) ^ (high[l & 0xff] ?? 0)
}

/** A running CRC-64. */
export interface Crc64 {
  add(bytes: Uint8Array): void
  /** Whether the sum equals these eight bytes, least significant first. */
  equals(said: Uint8Array): boolean
}

/** A CRC-64 of nothing yet. */
export function createCrc64(): Crc64 {
  let h = -1
  let l = -1
  return {
    add(bytes) {
      const { length } = bytes
      let a = h
      let b = l
      let at = 0
      for (; at + 4 <= length; at += 4) {
        const x =
          b ^
          ((bytes[at] ?? 0) |
            ((bytes[at + 1] ?? 0) << 8) |
            ((bytes[at + 2] ?? 0) << 16) |
            ((bytes[at + 3] ?? 0) << 24))
        const i = 768 + (x & 0xff)
        const j = 512 + ((x >>> 8) & 0xff)
        const k = 256 + ((x >>> 16) & 0xff)
        const n = x >>> 24
        b = a ^ (low[i] ?? 0) ^ (low[j] ?? 0) ^ (low[k] ?? 0) ^ (low[n] ?? 0)
        a = (high[i] ?? 0) ^ (high[j] ?? 0) ^ (high[k] ?? 0) ^ (high[n] ?? 0)
      }
      for (; at < length; at++) {
        const index = (b ^ (bytes[at] ?? 0)) & 0xff
        b = ((b >>> 8) | (a << 24)) ^ (low[index] ?? 0)
        a = (a >>> 8) ^ (high[index] ?? 0)
      }
      h = a
      l = b
    },
    equals(said) {
      const view = new DataView(said.buffer, said.byteOffset, said.length)
      return said.length === 8 && view.getInt32(0, true) === ~l && view.getInt32(4, true) === ~h
    },
  }
}
