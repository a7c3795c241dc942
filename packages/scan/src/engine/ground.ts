import type { DetectorInput } from '../detectors/contract.ts'
import type { ByteSource } from '../source.ts'

/** The innermost bytes that a search stands on: what detectors read and what findings point at. */
export interface Ground extends DetectorInput {
  readonly source: ByteSource
  /** Whether a detector asked since the last call for bytes that had passed by or had not come yet. */
  starved(): boolean
}

// Most files have one hit or a few, and most requests ask for less than 32 KiB around one.
const firstBehindBytes = 16 << 10
const firstWindowBytes = 96 << 10
// Where more is asked for, one read serves what follows: 64 KiB before, 256 KiB after.
const behindBytes = 64 << 10
const windowBytes = 512 << 10

/** Ground over bytes in memory: views are the bytes themselves. */
function memoryGround(source: ByteSource, memory: Uint8Array, path: string): Ground {
  return {
    path,
    source,
    sizeBytes: memory.length,
    starved: () => false,
    bytes(at, lengthBytes) {
      const start = Math.min(Math.max(at, 0), memory.length)
      return { view: memory.subarray(start, Math.max(start, at + lengthBytes)), start }
    },
  }
}

/** Ground over a source that is read piece by piece through one window. */
export function groundOf(source: ByteSource, path: string): Ground {
  if (source.memory !== undefined) return memoryGround(source, source.memory, path)
  let window: Uint8Array | undefined
  let first = 0
  let filled = 0
  const load = (start: number, end: number): void => {
    const [usual, behind] =
      window === undefined ? [firstWindowBytes, firstBehindBytes] : [windowBytes, behindBytes]
    const room = Math.max(Math.min(usual, source.sizeBytes), end - start)
    first = Math.max(0, Math.min(start - behind, source.sizeBytes - room))
    const wanted = Math.max(room, end - first)
    if (window === undefined || window.length < wanted) window = new Uint8Array(wanted)
    filled = source.readInto(first, window.subarray(0, wanted))
  }
  return {
    path,
    source,
    sizeBytes: source.sizeBytes,
    starved: () => false,
    bytes(at, lengthBytes) {
      const start = Math.min(Math.max(at, 0), source.sizeBytes)
      const end = Math.max(start, Math.min(at + lengthBytes, source.sizeBytes))
      if (window === undefined || start < first || end > first + filled) load(start, end)
      const view = (window ?? new Uint8Array(0)).subarray(start - first, Math.min(end - first, filled))
      return { view, start }
    },
  }
}
