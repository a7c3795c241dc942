// The range coder of LZMA (LZMA SDK, lzma-specification.txt): bits out of bytes, by probabilities that adapt.

const half = 1024
/** Turned over, this bit makes signed numbers compare as unsigned ones. */
const sign = 0x8000_0000 | 0

function damaged(): Error {
  return new Error('lzma data is damaged')
}

/** Bits of one piece of input after the other; the probabilities go on until they are reset. */
export class RangeCoder {
  private probs = new Uint16Array(0)
  private input: Uint8Array = new Uint8Array(0)
  private at = 0
  // Of 32 bits, held signed: V8 keeps those unboxed in a field, and no unsigned ones above 2^31.
  private range = 0
  private code = 0

  /** Makes room for `count` probabilities. */
  resize(count: number): void {
    this.probs = new Uint16Array(count)
  }

  reset(): void {
    this.probs.fill(half)
  }

  /** Begins a piece of input. */
  start(input: Uint8Array): void {
    if (input.length < 5 || input[0] !== 0) throw damaged()
    this.input = input
    this.at = 5
    this.range = -1
    this.code = new DataView(input.buffer, input.byteOffset).getInt32(1)
  }

  /** One bit by the probability at `index`. */
  bit(index: number): number {
    const { probs } = this
    const prob = probs[index] ?? 0
    const bound = Math.imul(this.range >>> 11, prob)
    if ((this.code ^ sign) < (bound ^ sign)) {
      probs[index] = prob + ((2048 - prob) >> 5)
      this.range = bound
      if (bound >>> 24 === 0) this.shift()
      return 0
    }
    probs[index] = prob - (prob >> 5)
    this.code = (this.code - bound) | 0
    this.range = (this.range - bound) | 0
    if (this.range >>> 24 === 0) this.shift()
    return 1
  }

  private shift(): void {
    if (this.at >= this.input.length) throw damaged()
    this.range <<= 8
    this.code = (this.code << 8) | (this.input[this.at++] ?? 0)
  }

  /** Bits that are as likely 0 as 1. */
  direct(count: number): number {
    const { input } = this
    let { range, code, at } = this
    let value = 0
    for (let i = 0; i < count; i++) {
      range >>>= 1
      // All ones when the code lies below the range, which leaves it as it is.
      const below = (code - range) >> 31
      code = (code - range + (range & below)) | 0
      value = (value << 1) + 1 + below
      if (range >>> 24 === 0) {
        if (at >= input.length) throw damaged()
        range <<= 8
        code = (code << 8) | (input[at++] ?? 0)
      }
    }
    this.range = range
    this.code = code
    this.at = at
    return value
  }

  /** The bits of a tree from `node` until it has reached `end`. The hottest loop: the coder is held in locals. */
  walk(base: number, from: number, end: number): number {
    const { probs, input } = this
    let { range, code, at } = this
    let node = from
    while (node < end) {
      const prob = probs[base + node] ?? 0
      const bound = Math.imul(range >>> 11, prob)
      if ((code ^ sign) < (bound ^ sign)) {
        probs[base + node] = prob + ((2048 - prob) >> 5)
        range = bound
        node <<= 1
      } else {
        probs[base + node] = prob - (prob >> 5)
        code = (code - bound) | 0
        range = (range - bound) | 0
        node = (node << 1) | 1
      }
      if (range >>> 24 === 0) {
        if (at >= input.length) throw damaged()
        range <<= 8
        code = (code << 8) | (input[at++] ?? 0)
      }
    }
    this.range = range
    this.code = code
    this.at = at
    return node
  }

  tree(base: number, bits: number): number {
    return this.walk(base, 1, 1 << bits) - (1 << bits)
  }

  reverseTree(base: number, bits: number): number {
    const node = this.walk(base, 1, 1 << bits)
    let value = 0
    for (let i = 0; i < bits; i++) value = (value << 1) | ((node >> i) & 1)
    return value
  }
}
