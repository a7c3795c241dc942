import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { ByteSource } from '@foreseen/scan'
import type { FilePath } from './file-path.ts'

/** A file open for reading. */
export interface FileSource extends ByteSource {
  close(): void
}

// Without O_NONBLOCK, opening a FIFO that took a file's place would wait for a writer.
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Opens for reading. Throws the system's error. */
export function openFile(path: FilePath): number {
  return openSync(path, openFlags)
}

/** Reads until `into` is full or the file ends. */
export function readFully(fd: number, into: Uint8Array, at: number): number {
  let total = 0
  while (total < into.length) {
    const size = readSync(fd, into, total, into.length - total, at + total)
    if (size === 0) break
    total += size
  }
  return total
}

/** A source over an open file, which stays the caller's; bytes that cannot be read end it. */
export function descriptorSource(
  fd: number,
  sizeBytes: number,
  onError: (error: unknown) => void,
): ByteSource {
  return {
    sizeBytes,
    readInto(at, into) {
      const room = Math.min(into.length, sizeBytes - at)
      if (room <= 0) return 0
      try {
        return readFully(fd, room === into.length ? into : into.subarray(0, room), at)
      } catch (error) {
        onError(error)
        return 0
      }
    },
  }
}

/** A file as a source; a link is followed. Throws the system's error when it cannot be opened. */
export function fileSource(file: FilePath | number): FileSource {
  const fd = typeof file === 'number' ? file : openFile(file)
  const source = descriptorSource(fd, fstatSync(fd).size, error => {
    throw error
  })
  return { ...source, close: () => closeSync(fd) }
}
