import type { ByteStream, UnseenHere } from '../containers/contract.ts'
import type { ByteSource } from '../source.ts'
import { type Budget, limitReached } from './budget.ts'

/** A stream whose first bytes can be looked at before they are taken. */
export interface Peeked {
  /** At least `count` bytes unless the stream ends; they stay in the stream. */
  peek(count: number): Promise<Uint8Array>
  /** All bytes up to `limit`; `ended` tells whether that was everything. They stay in the stream. */
  collect(limit: number, expected: number | undefined): Promise<{ bytes: Uint8Array; ended: boolean }>
  /** The stream from its beginning, once. */
  rest(): ByteStream
  /** Lets go of a decoder whose output is not wanted to its end. */
  close(): Promise<void>
}

/** Wraps a stream so that it can be peeked into. */
export function peeked(stream: ByteStream): Peeked {
  const iterator = stream[Symbol.asyncIterator]()
  let held = new Uint8Array(0)
  let length = 0
  let ended = false
  const fill = async (count: number, expected: number): Promise<void> => {
    while (length < count && !ended) {
      const next = await iterator.next()
      if (next.done === true) ended = true
      else {
        const needed = length + next.value.length
        if (needed > held.length) {
          const grown = new Uint8Array(Math.max(needed, Math.min(expected, count), 2 * held.length))
          grown.set(held.subarray(0, length))
          held = grown
        }
        held.set(next.value, length)
        length = needed
      }
    }
  }
  return {
    async peek(count) {
      await fill(count, 0)
      return held.subarray(0, length)
    },
    async collect(limit, expected) {
      // One more byte than the limit tells an end at the limit from more to come.
      await fill(limit + 1, expected ?? 0)
      return { bytes: held.subarray(0, length), ended }
    },
    async *rest() {
      if (length > 0) yield held.subarray(0, length)
      held = new Uint8Array(0)
      while (!ended) {
        const next = await iterator.next()
        if (next.done === true) return
        yield next.value
      }
    },
    async close() {
      await iterator.return?.()
    },
  }
}

/** A stream that ends when a limit or damage stops it, and tells why. */
export interface Intake extends ByteStream {
  /** What ended the stream before its time. */
  cut(): UnseenHere | undefined
  outBytes(): number
  /** Whether the decoder came to its own end. */
  ended(): boolean
}

function damage(error: unknown): UnseenHere {
  if (error instanceof Error && error.message.startsWith('unsupported')) {
    const detail = 'Compressed in a way that cannot be opened yet.'
    return { reason: 'unsupported', code: 'scan-unsupported', detail }
  }
  const truncated = error instanceof Error && /unexpected end|truncated/i.test(error.message)
  return truncated
    ? { reason: 'truncated', code: 'scan-truncated', detail: 'The compressed data ends too early.' }
    : { reason: 'damaged', code: 'scan-damaged', detail: 'The compressed data is damaged.' }
}

/** Puts the limits around the output of a decoder; `inBytes` tells its input so far. */
export function limited(stream: ByteStream, budget: Budget, inBytes: () => number): Intake {
  let out = 0
  let ended = false
  let cut: UnseenHere | undefined
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of stream) {
        out += chunk.length
        budget.inflatedBytes += chunk.length
        cut = limitReached(budget, out, inBytes())
        if (cut !== undefined) return
        yield chunk
      }
      ended = true
    } catch (error) {
      cut = damage(error)
    }
  }
  return { [Symbol.asyncIterator]: chunks, cut: () => cut, outBytes: () => out, ended: () => ended }
}

const firstChunkBytes = 16 << 10
const largestChunkBytes = 512 << 10

/** The bytes of a source as a stream; chunks grow, so that false starts cost little. */
export async function* streamOf(source: ByteSource, from = 0): AsyncGenerator<Uint8Array> {
  if (source.memory !== undefined) {
    const { memory } = source
    for (
      let at = from, size = firstChunkBytes;
      at < memory.length;
      at += size, size = Math.min(4 * size, largestChunkBytes)
    ) {
      yield memory.subarray(at, at + size)
    }
    return
  }
  let buffer = new Uint8Array(Math.min(firstChunkBytes, Math.max(1, source.sizeBytes - from)))
  for (let at = from; at < source.sizeBytes; ) {
    const readBytes = source.readInto(at, buffer)
    if (readBytes === 0) return
    yield buffer.subarray(0, readBytes)
    at += readBytes
    const wanted = Math.min(4 * buffer.length, largestChunkBytes, source.sizeBytes - at)
    if (wanted > buffer.length) buffer = new Uint8Array(wanted)
  }
}
