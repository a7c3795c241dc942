import { type ByteSource, readBytes } from '../../source.ts'

const windowBytes = 1 << 20
/** Read for a place that does not follow the last one: members listed in no order cost no more than their size. */
const leastBytes = 4 << 10

/** Bytes at an offset, shorter where the source ends; valid until the next call. */
export type ReadAhead = (at: number, lengthBytes: number) => Uint8Array

/** Reads a source that is no memory in large pieces, so that many small reads in a row cost few large ones. */
export function readAhead(source: ByteSource): ReadAhead {
  const { memory } = source
  if (memory !== undefined) {
    return (at, lengthBytes) => (at < 0 ? memory.subarray(0, 0) : memory.subarray(at, at + lengthBytes))
  }
  let window: Uint8Array | undefined
  let start = 0
  let filled = 0
  return (at, lengthBytes) => {
    if (at < 0 || at >= source.sizeBytes) return new Uint8Array(0)
    if (lengthBytes > windowBytes) return readBytes(source, at, lengthBytes)
    if (at < start || at + lengthBytes > start + filled) {
      window ??= new Uint8Array(Math.min(windowBytes, source.sizeBytes))
      const follows = at >= start && at <= start + filled + leastBytes
      filled = source.readInto(at, follows ? window : window.subarray(0, Math.max(leastBytes, lengthBytes)))
      start = at
    }
    return (window ?? new Uint8Array(0)).subarray(at - start, Math.min(filled, at - start + lengthBytes))
  }
}
