import { crc32 } from 'node:zlib'
import type { ByteStream, DecodedStream } from '@foreseen/scan'
import { type Cursor, cursorOf } from './cursor.ts'
import { decodeFrame } from './zlib.ts'

// File names and comments of a header; longer ones are no gzip of anybody.
const longestText = 64 << 10

async function skipText(cursor: Cursor): Promise<void> {
  for (let seen = 0; seen < longestText; ) {
    const chunk = await cursor.next()
    if (chunk === undefined) return
    const nul = chunk.indexOf(0)
    if (nul >= 0) {
      cursor.unread(chunk.subarray(nul + 1))
      return
    }
    seen += chunk.length
  }
}

/** Reads a member's header (RFC 1952 2.3); false when there is none, and then nothing is taken. */
async function readHeader(cursor: Cursor): Promise<boolean> {
  const head = await cursor.take(10)
  const flags = head[3] ?? 0xff
  if (head.length < 10 || head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8 || flags > 0x1f) {
    cursor.unread(head)
    return false
  }
  if ((flags & 4) !== 0) {
    const [low = 0, high = 0] = await cursor.take(2)
    await cursor.take(low + 256 * high)
  }
  if ((flags & 8) !== 0) await skipText(cursor)
  if ((flags & 16) !== 0) await skipText(cursor)
  if ((flags & 2) !== 0) await cursor.take(2)
  return true
}

async function* members(cursor: Cursor): AsyncGenerator<Uint8Array> {
  if (!(await readHeader(cursor))) throw new Error('no gzip header')
  do {
    let sum = 0
    for await (const chunk of decodeFrame('deflate', cursor)) {
      sum = crc32(chunk, sum)
      yield chunk
    }
    const trailer = await cursor.take(8)
    if (trailer.length < 8) throw new Error('unexpected end of file')
    const said = new DataView(trailer.buffer, trailer.byteOffset, 8).getUint32(0, true)
    if (said !== sum) throw new Error('the checksum of a gzip member is wrong')
  } while (await readHeader(cursor))
}

/** Opens gzip of one or several members; unlike node's own, trailing bytes are neither an error nor lost. */
export function openGzip(input: ByteStream): DecodedStream {
  const cursor = cursorOf(input)
  return { [Symbol.asyncIterator]: () => members(cursor), consumedBytes: () => cursor.position() }
}
