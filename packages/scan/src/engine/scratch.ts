/** Buffers for members that are opened one after the other, so that a scan of a million members allocates a few. */
export interface Scratch {
  /** A buffer of at least `sizeBytes`; what stands in it is old. */
  take(sizeBytes: number): Uint8Array
  /** Nothing may look at the buffer any more. */
  give(buffer: Uint8Array): void
}

// Most members fit the first. Larger ones than the last are rare, and a buffer of their size would be held for long.
const sizes = [64 << 10, 512 << 10, 2 << 20]
// One for each level of archives in archives, as far as there are such.
const keptOfSize = 4

/** Scratch that holds nothing yet; at most 10 MiB later. */
export function createScratch(): Scratch {
  const free = new Map<number, Uint8Array[]>(sizes.map(size => [size, []]))
  return {
    take(sizeBytes) {
      const size = sizes.find(candidate => candidate >= sizeBytes) ?? sizeBytes
      return free.get(size)?.pop() ?? new Uint8Array(size)
    },
    give(buffer) {
      const kept = free.get(buffer.length)
      if (kept !== undefined && kept.length < keptOfSize) kept.push(buffer)
    },
  }
}
