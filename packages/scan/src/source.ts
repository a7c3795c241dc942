/**
 * Bytes that can be read at any offset: a file, a member of a container, a decoded layer.
 * Reads are synchronous; an effectful owner (`world/disk`) reads ahead or spills as it sees fit.
 */
export interface ByteSource {
  /** Size in bytes as far as known when the source was opened; a file may shrink or grow meanwhile. */
  readonly sizeBytes: number
  /** The bytes themselves where they are in memory: spares copies. */
  readonly memory?: Uint8Array
  /** Fills `into` from offset `at`; returns the number of bytes read, short only where the source ends. */
  readInto(at: number, into: Uint8Array): number
}

/** A source over bytes in memory. Ranges are views, not copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    memory: bytes,
    readInto(at, into) {
      const from = Math.min(Math.max(at, 0), bytes.length)
      const part = bytes.subarray(from, Math.min(from + into.length, bytes.length))
      into.set(part)
      return part.length
    },
  }
}

/** A source over a range of another; offsets start at the range. */
export function rangeSource(source: ByteSource, start: number, sizeBytes: number): ByteSource {
  if (source.memory !== undefined) return memorySource(source.memory.subarray(start, start + sizeBytes))
  return {
    sizeBytes,
    readInto(at, into) {
      if (at >= sizeBytes) return 0
      return source.readInto(
        start + at,
        into.length > sizeBytes - at ? into.subarray(0, sizeBytes - at) : into,
      )
    },
  }
}

/** Reads up to `lengthBytes` at `at`; shorter where the source ends. */
export function readBytes(source: ByteSource, at: number, lengthBytes: number): Uint8Array {
  const room = Math.max(0, Math.min(lengthBytes, source.sizeBytes - at))
  const into = new Uint8Array(room)
  return into.subarray(0, source.readInto(at, into))
}
