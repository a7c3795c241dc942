/** Octets collected one by one, without knowing how many there will be. */
export class GrowingBytes {
  bytes: Uint8Array
  length = 0

  constructor(sizeBytes = 2048) {
    this.bytes = new Uint8Array(sizeBytes)
  }

  push(octet: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2)
      larger.set(this.bytes)
      this.bytes = larger
    }
    this.bytes[this.length++] = octet
  }

  taken(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}
