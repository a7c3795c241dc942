import { closeSync, openSync, readSync } from 'node:fs'
import { CommandFailure } from './options/usage-problem.ts'

const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  EISDIR: 'it is a folder',
}

/** What the system says about a file, in plain words. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return words[code] ?? (error instanceof Error ? error.message : String(error))
}

/** Chains and lists of passwords are kilobytes; what is larger is another file, or one without an end. */
const largestBytes = 16 << 20

function readBounded(path: string, largest: number): Uint8Array {
  const fd = openSync(path, 'r')
  try {
    const pieces: Uint8Array[] = []
    for (let total = 0; ; ) {
      const piece = new Uint8Array(1 << 16)
      const size = readSync(fd, piece, 0, piece.length, null)
      if (size === 0) return Buffer.concat(pieces)
      pieces.push(piece.subarray(0, size))
      total += size
      if (total > largest) throw new Error(`it has more than ${largest >> 20} MiB`)
    }
  } finally {
    closeSync(fd)
  }
}

/** A file named by an option, whole; a failure names option, file and reason. */
export function readNamedFile(option: string, path: string, largest = largestBytes): Uint8Array {
  try {
    return readBounded(path, largest)
  } catch (error) {
    const detail = `cannot read ${option} ${path}: ${systemReason(error)}.`
    throw new CommandFailure('cli-cannot-read', detail, 'Give the name of a file that can be read.', error)
  }
}
