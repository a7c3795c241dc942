import type { Hit, Kernel } from '../kernel/contract.ts'
import type { ByteSource } from '../source.ts'

/** Hits of one block as pairs (offset in the source, needle id), and where the next block begins. */
export interface Block {
  readonly pairs: readonly number[]
  readonly next: number
}

const lastBlock: Block = { pairs: [], next: Number.POSITIVE_INFINITY }

/**
 * Searches one block of `source` from `at` for needles that begin before `to`. Offsets are the source's
 * own. The kernel's memory is used only during the call, so that several searches may take turns.
 */
export function searchBlock(kernel: Kernel, source: ByteSource, at: number, to: number): Block {
  const wanted = Math.min(kernel.input.length, to - at + kernel.lookAheadBytes)
  const readBytes = source.readInto(at, kernel.input.subarray(0, wanted))
  if (readBytes === 0) return lastBlock
  const ends = readBytes < kernel.input.length
  const limit = Math.min(to - at, ends ? readBytes : readBytes - kernel.lookAheadBytes)
  const pairs: number[] = []
  let from = 0
  while (from < limit) {
    const count = kernel.find(from, limit, readBytes)
    for (let i = 0; i < count; i++) pairs.push(at + (kernel.hits[2 * i] ?? 0), kernel.hits[2 * i + 1] ?? 0)
    if (count === 0 || 2 * count < kernel.hits.length - 1) break
    from = (kernel.hits[2 * count - 2] ?? limit) + 1
  }
  return { pairs, next: ends ? Number.POSITIVE_INFINITY : at + limit }
}

/** More than these in one member are searched for again, block by block, instead of being held. */
const mostHits = 10_000
const noHits: readonly Hit[] = []

/** Every hit in bytes in memory; `undefined` when there are too many to hold. */
export function searchMemory(kernel: Kernel, source: ByteSource): readonly Hit[] | undefined {
  let hits: Hit[] | undefined
  for (let at = 0; at < source.sizeBytes; ) {
    const { pairs, next } = searchBlock(kernel, source, at, source.sizeBytes)
    for (let i = 0; i < pairs.length; i += 2) {
      hits ??= []
      hits.push({ at: pairs[i] ?? 0, needle: pairs[i + 1] ?? -1 })
    }
    if (hits !== undefined && hits.length > mostHits) return undefined
    at = next
  }
  return hits ?? noHits
}
