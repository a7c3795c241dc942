// One certificate; nothing is kept ready for text that turns out to hold no octets.
const FIRST_BYTES = 2048

/** Octets collected one by one, without knowing how many there will be. */
export class GrowingBytes {
  bytes = new Uint8Array(0)
  length = 0

  #grow(): void {
    const larger = new Uint8Array(Math.max(FIRST_BYTES, this.bytes.length * 2))
    larger.set(this.bytes)
    this.bytes = larger
  }

  push(octet: number): void {
    if (this.length === this.bytes.length) this.#grow()
    this.bytes[this.length++] = octet
  }

  /** The low 24 bits, highest octet first. */
  pushThree(bits: number): void {
    if (this.length + 3 > this.bytes.length) this.#grow()
    this.bytes[this.length++] = bits >> 16
    this.bytes[this.length++] = bits >> 8
    this.bytes[this.length++] = bits
  }

  taken(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}
