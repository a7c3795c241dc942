import { readFileSync } from 'node:fs'
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

/** A file named by an option, whole; a failure names option, file and reason. */
export function readNamedFile(option: string, path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    const detail = `cannot read ${option} ${path}: ${systemReason(error)}.`
    throw new CommandFailure('cli-cannot-read', detail, 'Give the name of a file that can be read.', error)
  }
}
