import type { ByteStream } from '@foreseen/scan'

/** A stream of input that can be given back, so that what follows a compressed frame is not lost. */
export interface Cursor {
  /** The next chunk of at most `limit` bytes, undefined at the end. */
  next(limit?: number): Promise<Uint8Array | undefined>
  /** Exactly `count` bytes, fewer at the end. */
  take(count: number): Promise<Uint8Array>
  unread(bytes: Uint8Array): void
  /** Bytes taken and not given back. */
  position(): number
}

/** A cursor at the beginning of a stream. */
export function cursorOf(input: ByteStream): Cursor {
  const iterator = input[Symbol.asyncIterator]()
  let pending: Uint8Array = new Uint8Array(0)
  let position = 0
  const next = async (limit = Number.POSITIVE_INFINITY): Promise<Uint8Array | undefined> => {
    while (pending.length === 0) {
      const read = await iterator.next()
      if (read.done === true) return undefined
      pending = read.value
    }
    const part = pending.subarray(0, limit)
    pending = pending.subarray(part.length)
    position += part.length
    return part
  }
  return {
    next,
    async take(count) {
      const bytes = new Uint8Array(count)
      let filled = 0
      while (filled < count) {
        const part = await next(count - filled)
        if (part === undefined) break
        bytes.set(part, filled)
        filled += part.length
      }
      return bytes.subarray(0, filled)
    },
    unread(bytes) {
      position -= bytes.length
      // What is given back is read again before the chunk it came from is asked for anew.
      const joined = new Uint8Array(bytes.length + pending.length)
      joined.set(bytes)
      joined.set(pending, bytes.length)
      pending = joined
    },
    position: () => position,
  }
}

/** Exactly `count` bytes; rejects where the input ends before. */
export async function exactly(cursor: Cursor, count: number): Promise<Uint8Array> {
  const bytes = await cursor.take(count)
  if (bytes.length < count) throw new Error('unexpected end of file')
  return bytes
}
