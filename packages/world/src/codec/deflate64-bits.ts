import type { Codes } from './deflate64-tables.ts'

/** The error of data that is no deflate64. */
export function damaged(): Error {
  return new Error('the deflated data is damaged')
}

/** Bits of input, least significant first and the codes that they spell. */
export class Bits {
  private input: Uint8Array = new Uint8Array(0)
  private at = 0
  private held = 0
  private count = 0

  /** Whole bytes that were not used. */
  get left(): number {
    return this.input.length - this.at + (this.count >> 3)
  }

  add(chunk: Uint8Array): void {
    const rest = this.input.subarray(this.at)
    const joined = new Uint8Array(rest.length + chunk.length)
    joined.set(rest)
    joined.set(chunk, rest.length)
    this.input = joined
    this.at = 0
  }

  /** The next `count` bits, at most 16, of which those behind the end are zero. */
  peek(count: number): number {
    while (this.count < count) {
      this.held |= (this.input[this.at++] ?? 0) << this.count
      this.count += 8
    }
    return this.held & ((1 << count) - 1)
  }

  drop(count: number): void {
    this.held >>>= count
    this.count -= count
  }

  take(count: number): number {
    const value = this.peek(count)
    this.drop(count)
    return value
  }

  symbol(codes: Codes): number {
    const entry = codes.entries[this.peek(codes.bits)] ?? 0
    if (entry === 0) throw damaged()
    this.drop(entry & 15)
    return entry >> 4
  }

  /** Moves to the next whole byte. */
  align(): void {
    this.drop(this.count & 7)
    this.at -= this.count >> 3
    this.held = 0
    this.count = 0
  }

  /** At most `count` whole bytes of what is held, behind `align`. */
  bytes(count: number): Uint8Array {
    const part = this.input.subarray(this.at, this.at + count)
    this.at += part.length
    return part
  }

  /** Whether more was taken than there was. */
  isOver(): boolean {
    return this.left < 0
  }
}
