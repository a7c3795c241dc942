import { gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { WholeCodec } from '@foreseen/scan'

// Where nothing is known of the size: one piece for most members, and little to throw away.
const guessedBytes = 64 << 10
// The least that node:zlib takes for a chunk.
const smallestChunk = 64

const decoders = {
  deflate: inflateRawSync,
  gzip: gunzipSync,
  zlib: inflateSync,
  zstd: zstdDecompressSync,
} as const

interface Told {
  readonly buffer: Uint8Array
  readonly engine: { readonly bytesWritten: number }
}

// With `info`, node:zlib gives the decoder besides the output; its types know nothing of it.
function isTold(result: unknown): result is Told {
  return typeof result === 'object' && result !== null && 'buffer' in result && 'engine' in result
}

/**
 * Opens `input` at once: `undefined` when it is damaged, gives more than `maxBytes`, or does not end with its last
 * byte. A quarter of the cost of a stream, most of which is made of streams, promises and large chunks.
 */
export function inflateAll(
  codec: WholeCodec,
  input: Uint8Array,
  maxBytes: number,
  expectedBytes?: number,
): Uint8Array | undefined {
  // One byte more than expected: a chunk that is full asks for another one, in vain.
  const wanted = 1 + Math.min(expectedBytes ?? guessedBytes, maxBytes)
  const options = {
    maxOutputLength: Math.max(1, maxBytes),
    chunkSize: Math.max(smallestChunk, wanted),
    info: true,
  }
  try {
    const told: unknown = decoders[codec](input, options)
    return isTold(told) && told.engine.bytesWritten === input.length ? told.buffer : undefined
  } catch {
    return undefined
  }
}
