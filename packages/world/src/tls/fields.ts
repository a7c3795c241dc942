import { malformed } from './failure.ts'

/** Reads the presentation language of RFC 8446 section 3 from one message; a short field is a failure. */
export class FieldReader {
  readonly #bytes: Uint8Array
  readonly #what: string
  #at = 0

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes
    this.#what = what
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  bytes(length: number): Uint8Array {
    if (length > this.left) throw malformed(`${this.#what} ends ${length - this.left} bytes too early`)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  /** An unsigned integer of `size` bytes, at most 4. */
  number(size: 1 | 2 | 3 | 4): number {
    let value = 0
    for (const byte of this.bytes(size)) value = value * 256 + byte
    return value
  }

  /** A vector with a length of `size` bytes before it. */
  vector(size: 1 | 2 | 3): Uint8Array {
    return this.bytes(this.number(size))
  }

  /** A vector as a reader of its own. */
  within(size: 1 | 2 | 3): FieldReader {
    return new FieldReader(this.vector(size), this.#what)
  }

  end(): void {
    if (this.left > 0) throw malformed(`${this.#what} has ${this.left} bytes too many`)
  }
}

/** Extensions of a hello or certificate entry (RFC 8446 section 4.2) by type; the first of a type counts. */
export function readExtensions(reader: FieldReader): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>()
  while (reader.left > 0) {
    const type = reader.number(2)
    const value = reader.vector(2)
    if (!found.has(type)) found.set(type, value)
  }
  return found
}

/** An unsigned integer in `size` bytes. */
export function number(value: number, size: 1 | 2 | 3 | 4): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntBE(value, 0, size)
  return bytes
}

/** A vector with a length of `size` bytes before it. */
export function vector(size: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([number(body.length, size), body])
}

/** 16-bit integers one after the other. */
export function numbers16(values: readonly number[]): Buffer {
  return Buffer.concat(values.map(value => number(value, 2)))
}
