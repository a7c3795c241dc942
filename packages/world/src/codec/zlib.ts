import type { Transform } from 'node:stream'
import { createBrotliDecompress, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib'
import type { ByteStream, DecodedStream } from '@foreseen/scan'
import { type Cursor, cursorOf } from './cursor.ts'
import { inflateFrame } from './frame.ts'
import { openStepper } from './inflater.ts'

// Measured: output chunks of 256 KiB to 1 MiB halve the time of the default of 16 KiB.
const chunkSize = 512 << 10
// What a damaged stream gave since its last input chunk is lost, so these are smaller.
const inputBytes = 64 << 10

/** A decoder of node:zlib: a Transform that counts the input it used. */
type ZlibDecoder = Transform & { readonly bytesWritten: number }

const decoders = {
  deflate: () => createInflateRaw({ chunkSize }),
  zlib: () => createInflate({ chunkSize }),
  brotli: () => createBrotliDecompress({ chunkSize }),
  zstd: () => createZstdDecompress({ chunkSize }),
} as const

/** Codecs that node:zlib has as streams of one frame. */
export type ZlibCodec = keyof typeof decoders

/** Whether node:zlib opens this codec. */
export function isZlibCodec(codec: string): codec is ZlibCodec {
  return Object.hasOwn(decoders, codec)
}

// The callback of a write tells that the decoder is done with the chunk, which may then be used again. It is
// not called when the frame ended inside the chunk; then the output ends.
function written(decoder: ZlibDecoder, chunk: Uint8Array): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      decoder.off('end', done)
      decoder.off('close', done)
      resolve()
    }
    decoder.once('end', done)
    decoder.once('close', done)
    decoder.write(chunk, done)
  })
}

async function feed(decoder: ZlibDecoder, cursor: Cursor): Promise<void> {
  let fed = 0
  for (;;) {
    const chunk = await cursor.next(inputBytes)
    if (chunk === undefined) {
      decoder.end()
      return
    }
    await written(decoder, chunk)
    fed += chunk.length
    // Input that a decoder is done with and did not use stands behind the end of its frame.
    const unused = fed - decoder.bytesWritten
    if (unused > 0 || decoder.readableEnded || decoder.destroyed) {
      cursor.unread(chunk.subarray(chunk.length - Math.min(chunk.length, unused)))
      return
    }
  }
}

async function* decodeTransform(decoder: ZlibDecoder, cursor: Cursor): AsyncGenerator<Uint8Array> {
  const feeding = feed(decoder, cursor)
  // An input that fails must end the output too, and its rejection must have a handler at once.
  feeding.catch((error: unknown) =>
    decoder.destroy(error instanceof Error ? error : new Error('input failed')),
  )
  try {
    for await (const chunk of decoder) yield chunk as Uint8Array
    await feeding
  } finally {
    decoder.destroy()
  }
}

/** Decodes one frame from the cursor; what follows the frame stays in the cursor. Damaged data rejects. */
export function decodeFrame(codec: ZlibCodec, cursor: Cursor): AsyncGenerator<Uint8Array> {
  const stepper = codec === 'deflate' || codec === 'zlib' ? openStepper(codec) : undefined
  return stepper === undefined ? decodeTransform(decoders[codec](), cursor) : inflateFrame(stepper, cursor)
}

async function isZstd(cursor: Cursor): Promise<boolean> {
  const magic = await cursor.take(4)
  cursor.unread(magic)
  const [a = 0, b, c, d] = magic
  return (
    (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) ||
    ((a & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18)
  )
}

async function* frames(codec: ZlibCodec, cursor: Cursor): AsyncGenerator<Uint8Array> {
  let start: number
  do {
    start = cursor.position()
    yield* decodeFrame(codec, cursor)
    // A decoder that took nothing would take nothing again.
  } while (codec === 'zstd' && cursor.position() > start && (await isZstd(cursor)))
}

/** Opens one stream with node:zlib; a zstd file may be of several frames. */
export function openZlib(codec: ZlibCodec, input: ByteStream): DecodedStream {
  const cursor = cursorOf(input)
  return { [Symbol.asyncIterator]: () => frames(codec, cursor), consumedBytes: () => cursor.position() }
}
