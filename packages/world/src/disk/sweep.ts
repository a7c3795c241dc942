import { readSync } from 'node:fs'
import type { Hit, Kernel } from '@foreseen/scan'

/** Bytes read at once: they stay in the second-level cache between the read and the search. */
export const blockBytes = 0x40000
/** A block begins here in the kernel's input, page-aligned; what is carried over stands before it. */
const blockAt = 0x1000
/** Hits kept of one file; with more, the engine searches for itself, block by block. */
export const maxHits = 1_000_000

/** What a sweep over a file, or a range of one, came to. */
export interface Swept {
  /** Bytes read, those of the overlap not counted. */
  readonly bytes: number
  /** Undefined when there were too many to keep. */
  readonly hits: readonly Hit[] | undefined
}

const noHits: readonly Hit[] = []

function collect(kernel: Kernel, hits: Hit[], base: number, from: number, to: number, end: number): void {
  for (let start = from; start < to; ) {
    const count = kernel.find(start, to, end)
    for (let k = 0; k < count; k++)
      hits.push({ at: base + (kernel.hits[2 * k] ?? 0), needle: kernel.hits[2 * k + 1] ?? 0 })
    if (2 * count < kernel.hits.length) return
    start = (kernel.hits[2 * count - 2] ?? to) + 1
  }
}

/** Reads the first block of a file into the kernel; returns the number of bytes read. */
export function readFirst(kernel: Kernel, fd: number): number {
  return readSync(fd, kernel.input, blockAt, blockBytes, null)
}

/** The first bytes of the last block read; those behind the end of a short file are older. One view for all files. */
export function headOf(kernel: Kernel): Uint8Array {
  return kernel.input.subarray(blockAt, blockAt + 1024)
}

/** The bytes of the first block, valid until the next read. */
export function firstBlock(kernel: Kernel, size: number): Uint8Array {
  return kernel.input.subarray(blockAt, blockAt + size)
}

/** Hits of a file that the first block holds whole. */
export function sweepWhole(kernel: Kernel, size: number): readonly Hit[] {
  if (kernel.find(blockAt, blockAt + size, blockAt + size) === 0) return noHits
  const hits: Hit[] = []
  collect(kernel, hits, -blockAt, blockAt, blockAt + size, blockAt + size)
  return hits
}

/**
 * Sweeps needles that begin in [from, to) of a file, block by block; those at the end of the range are
 * confirmed with the bytes behind it. Throws the system's error when reading fails.
 */
export function sweepRange(kernel: Kernel, fd: number, from: number, to: number): Swept {
  const { input, lookAheadBytes } = kernel
  let hits: Hit[] | undefined = []
  let carried = 0
  let position = from
  const stop = to + lookAheadBytes
  while (position < stop) {
    const size = readSync(fd, input, blockAt, Math.min(blockBytes, stop - position), position)
    const end = blockAt + size
    const base = position - blockAt
    position += size
    const last = size === 0 || position >= stop
    const limit = Math.min(last ? end : end - lookAheadBytes, to - base)
    const start = blockAt - carried
    if (limit > start && hits !== undefined) collect(kernel, hits, base, start, limit, end)
    if (hits !== undefined && hits.length > maxHits) hits = undefined
    if (last || limit >= to - base) break
    carried = Math.min(lookAheadBytes, carried + size)
    input.copyWithin(blockAt - carried, end - carried, end)
  }
  return { bytes: Math.max(0, Math.min(position, to) - from), hits }
}
