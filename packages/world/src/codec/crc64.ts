// CRC-64 of the .xz file format (ECMA-182 reflected), in two halves: BigInt would be ten times slower.
const polynomialHigh = 0xc96c5795
const polynomialLow = 0xd7870f42

const high = new Uint32Array(256)
const low = new Uint32Array(256)
for (let byte = 0; byte < 256; byte++) {
  let h = 0
  let l = byte
  for (let bit = 0; bit < 8; bit++) {
    const out = l & 1
    l = ((l >>> 1) | ((h & 1) << 31)) >>> 0
    h >>>= 1
    if (out === 1) {
      h = (h ^ polynomialHigh) >>> 0
      l = (l ^ polynomialLow) >>> 0
    }
  }
  high[byte] = h
  low[byte] = l
}

/** A running CRC-64. */
export interface Crc64 {
  add(bytes: Uint8Array): void
  /** Whether the sum equals these eight bytes, least significant first. */
  equals(said: Uint8Array): boolean
}

/** A CRC-64 of nothing yet. */
export function createCrc64(): Crc64 {
  let h = 0xffff_ffff
  let l = 0xffff_ffff
  return {
    add(bytes) {
      let a = h
      let b = l
      for (const byte of bytes) {
        const index = (b ^ byte) & 0xff
        b = ((b >>> 8) | (a << 24)) ^ (low[index] ?? 0)
        a = (a >>> 8) ^ (high[index] ?? 0)
      }
      h = a >>> 0
      l = b >>> 0
    },
    equals(said) {
      const view = new DataView(said.buffer, said.byteOffset, said.length)
      return said.length === 8 && view.getUint32(0, true) === ~l >>> 0 && view.getUint32(4, true) === ~h >>> 0
    },
  }
}
