import { type ByteSource, rangeSource, readBytes } from '../../source.ts'
import type { ByteStream, ContainerInput, Region } from '../contract.ts'

/** Reads a sequential format from a source or a stream; members of a source are ranges, not copies. */
export interface Reader {
  /** Offset of the next byte. */
  position(): number
  /** The next bytes, fewer only where the input ends. */
  read(count: number): Promise<Uint8Array>
  /** The next `count` bytes as a member; a stream's member that is not read is passed over later. */
  body(count: number): { readonly range: ByteSource } | { readonly stream: ByteStream }
  /** Moves to `offset`; false when the input ends before. */
  seek(offset: number): Promise<boolean>
  /** All that is left. */
  rest(): { readonly end: number } | { readonly stream: ByteStream }
}

function sourceReader(source: ByteSource): Reader {
  let at = 0
  return {
    position: () => at,
    async read(count) {
      const bytes = readBytes(source, at, count)
      at += bytes.length
      return bytes
    },
    body: count => ({ range: rangeSource(source, at, Math.min(count, Math.max(0, source.sizeBytes - at))) }),
    async seek(offset) {
      at = Math.min(offset, source.sizeBytes)
      return offset <= source.sizeBytes
    },
    rest: () => ({ end: source.sizeBytes }),
  }
}

function streamReader(stream: ByteStream): Reader {
  const iterator = stream[Symbol.asyncIterator]()
  let chunk = new Uint8Array(0)
  let at = 0
  const more = async (): Promise<boolean> => {
    while (chunk.length === 0) {
      const next = await iterator.next()
      if (next.done === true) return false
      chunk = next.value as Uint8Array<ArrayBuffer>
    }
    return true
  }
  const take = (count: number): Uint8Array => {
    const part = chunk.subarray(0, count)
    chunk = chunk.subarray(part.length)
    at += part.length
    return part
  }
  async function* until(end: number): AsyncGenerator<Uint8Array> {
    while (at < end && (await more())) yield take(end - at)
  }
  return {
    position: () => at,
    async read(count) {
      const bytes = new Uint8Array(count)
      let filled = 0
      while (filled < count && (await more())) {
        const part = take(count - filled)
        bytes.set(part, filled)
        filled += part.length
      }
      return bytes.subarray(0, filled)
    },
    body: count => ({ stream: until(at + count) }),
    async seek(offset) {
      while (at < offset && (await more())) take(offset - at)
      return at >= offset
    },
    rest: () => ({ stream: until(Number.POSITIVE_INFINITY) }),
  }
}

/** A reader at the beginning of a container. */
export function readerOf(input: ContainerInput): Reader {
  return 'source' in input ? sourceReader(input.source) : streamReader(input.stream)
}

async function* after(seen: Uint8Array, stream: ByteStream): AsyncGenerator<Uint8Array> {
  yield seen
  yield* stream
}

/** Everything from `start` on, of which `seen` has been read already, to be searched raw. */
export function regionFrom(reader: Reader, start: number, seen: Uint8Array): Region {
  const rest = reader.rest()
  return 'end' in rest
    ? { type: 'region', start, end: rest.end, label: 'rest' }
    : { type: 'region', start, stream: after(seen, rest.stream), label: 'rest' }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
const latin1 = new TextDecoder('latin1')

/** A name as text: UTF-8 where it is valid, one character a byte otherwise; up to the first NUL. */
export function nameText(bytes: Uint8Array): string {
  const nul = bytes.indexOf(0)
  const name = nul < 0 ? bytes : bytes.subarray(0, nul)
  try {
    return utf8.decode(name)
  } catch {
    return latin1.decode(name)
  }
}
