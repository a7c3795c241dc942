// The LZMA state machine after Igor Pavlov's public-domain specification (LZMA SDK, lzma-specification.txt).
// The slow twin of the kernel in WebAssembly, written apart from it: one piece of input and one piece of output, in
// memory; the dictionary is the output so far.

import { RangeCoder } from './range-coder.ts'

const states = 12
const lowLength = 8
const endPositionModel = 14

// Offsets into one table of probabilities.
const isMatch = 0
const isRep = isMatch + (states << 4)
const isRep0 = isRep + states
const isRep1 = isRep0 + states
const isRep2 = isRep1 + states
const isRep0Long = isRep2 + states
const slots = isRep0Long + (states << 4)
const special = slots + 4 * 64
const align = special + 128
const lengths = align + 16
const repLengths = lengths + 2 + 2 * 128 + 256
const literals = repLengths + 2 + 2 * 128 + 256

/** Output with everything that a match may still refer to. */
export interface Dictionary {
  bytes: Uint8Array
  /** End of the output in `bytes`. */
  end: number
  /** Bytes a match may reach back: those since the last reset. */
  full: number
}

function damaged(): Error {
  return new Error('lzma data is damaged')
}

/** Decoder of one LZMA stream; its probabilities go on from piece to piece until they are reset. */
export class LzmaDecoder {
  private readonly coder = new RangeCoder()
  private state = 0
  private rep0 = 0
  private rep1 = 0
  private rep2 = 0
  private rep3 = 0
  private lc = 0
  private lpMask = 0
  private pbMask = 0

  /** New properties, `(pb * 5 + lp) * 9 + lc`, and a fresh state. */
  setProperties(properties: number): void {
    const lc = properties % 9
    const lp = Math.floor(properties / 9) % 5
    const pb = Math.floor(properties / 45)
    // LZMA2 bounds lc + lp, and with it the table of literals.
    if (pb > 4 || lc + lp > 4) throw damaged()
    this.lc = lc
    this.lpMask = (1 << lp) - 1
    this.pbMask = (1 << pb) - 1
    this.coder.resize(literals + (0x300 << (lc + lp)))
    this.resetState()
  }

  resetState(): void {
    this.coder.reset()
    this.state = 0
    this.rep0 = 0
    this.rep1 = 0
    this.rep2 = 0
    this.rep3 = 0
  }

  private length(base: number, posState: number): number {
    if (this.coder.bit(base) === 0) return this.coder.tree(base + 2 + (posState << 3), 3)
    if (this.coder.bit(base + 1) === 0)
      return lowLength + this.coder.tree(base + 2 + 128 + (posState << 3), 3)
    return 2 * lowLength + this.coder.tree(base + 2 + 256, 8)
  }

  private distance(length: number): number {
    const slot = this.coder.tree(slots + (Math.min(length, 3) << 6), 6)
    if (slot < 4) return slot
    const direct = (slot >> 1) - 1
    const high = ((2 | (slot & 1)) << direct) >>> 0
    if (slot < endPositionModel) return high + this.coder.reverseTree(special + high - slot, direct)
    return high + this.coder.direct(direct - 4) * 16 + this.coder.reverseTree(align, 4)
  }

  private literal(dictionary: Dictionary): void {
    const { bytes, end, full } = dictionary
    const previous = full > 0 ? (bytes[end - 1] ?? 0) : 0
    const base = literals + 0x300 * (((full & this.lpMask) << this.lc) + (previous >> (8 - this.lc)))
    let node = 1
    if (this.state >= 7) {
      let match = bytes[end - this.rep0 - 1] ?? 0
      while (node < 0x100) {
        const matchBit = (match >> 7) & 1
        match <<= 1
        const bit = this.coder.bit(base + ((1 + matchBit) << 8) + node)
        node = (node << 1) | bit
        if (bit !== matchBit) break
      }
    }
    node = this.coder.walk(base, node, 0x100)
    bytes[end] = node & 0xff
    dictionary.end = end + 1
    dictionary.full = full + 1
    this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6
  }

  /** Chooses among the last four distances; the length, or 0 for a single byte. */
  private repeat(posState: number): number {
    const { state } = this
    if (this.coder.bit(isRep0 + state) === 0) {
      if (this.coder.bit(isRep0Long + (state << 4) + posState) === 0) {
        this.state = state < 7 ? 9 : 11
        return 1
      }
    } else {
      let distance = this.rep1
      if (this.coder.bit(isRep1 + state) === 1) {
        distance = this.rep2
        if (this.coder.bit(isRep2 + state) === 1) {
          distance = this.rep3
          this.rep3 = this.rep2
        }
        this.rep2 = this.rep1
      }
      this.rep1 = this.rep0
      this.rep0 = distance
    }
    const length = this.length(repLengths, posState) + 2
    this.state = state < 7 ? 8 : 11
    return length
  }

  private match(posState: number): number {
    this.rep3 = this.rep2
    this.rep2 = this.rep1
    this.rep1 = this.rep0
    const length = this.length(lengths, posState)
    this.state = this.state < 7 ? 7 : 10
    this.rep0 = this.distance(length)
    return length + 2
  }

  private copy(dictionary: Dictionary, length: number): void {
    const { bytes, end } = dictionary
    const distance = this.rep0 + 1
    if (distance > dictionary.full) throw damaged()
    if (distance >= length && length > 16) bytes.copyWithin(end, end - distance, end - distance + length)
    else for (let i = 0; i < length; i++) bytes[end + i] = bytes[end + i - distance] ?? 0
    dictionary.end = end + length
    dictionary.full += length
  }

  /** Decodes `input` into `outBytes` bytes behind the dictionary's end, where there must be room for them. */
  decode(input: Uint8Array, dictionary: Dictionary, outBytes: number): void {
    this.coder.start(input)
    const limit = dictionary.end + outBytes
    while (dictionary.end < limit) {
      const posState = dictionary.full & this.pbMask
      if (this.coder.bit(isMatch + (this.state << 4) + posState) === 0) {
        this.literal(dictionary)
        continue
      }
      const length = this.coder.bit(isRep + this.state) === 1 ? this.repeat(posState) : this.match(posState)
      if (dictionary.end + length > limit) throw damaged()
      this.copy(dictionary, length)
    }
  }
}
