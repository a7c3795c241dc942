import { gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { WholeCodec } from '@foreseen/scan'
import { type Inflater, openInflater } from './inflater.ts'

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

/** Does it with node's published functions. */
export function inflatePublished(codec: WholeCodec, input: Uint8Array, into: Uint8Array): number {
  const maxOutputLength = Math.max(1, into.length - 1)
  const chunkSize = Math.max(smallestChunk, into.length)
  try {
    const told: unknown = decoders[codec](input, { maxOutputLength, chunkSize, info: true })
    if (!isTold(told) || told.engine.bytesWritten !== input.length || told.buffer.length >= into.length)
      return -1
    into.set(told.buffer)
    return told.buffer.length
  } catch {
    return -1
  }
}

const opened = new Map<WholeCodec, Inflater | undefined>()

/**
 * Opens `input` at once into `into`: the size of the output in bytes, or -1 when it is damaged, does not end with the
 * last byte of `input`, or leaves no byte of `into` free.
 */
export function inflateInto(codec: WholeCodec, input: Uint8Array, into: Uint8Array): number {
  if (codec === 'zstd') return inflatePublished(codec, input, into)
  if (!opened.has(codec)) opened.set(codec, openInflater(codec))
  return opened.get(codec)?.inflate(input, into) ?? inflatePublished(codec, input, into)
}
