import type { Unseen } from '@foreseen/facts'
import { displayPath, type FilePath } from './file-path.ts'

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EIO: 'the disk reports an error',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the path is too long',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is not a folder',
  ESTALE: 'the network file system lost it',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}

/** The record for a path that the system refuses; `given` when the path stood on the command line. */
export function unreadable(path: FilePath, error: unknown, given = false): Unseen {
  const name = codeOf(error)
  const why = `${reasons[name] ?? 'the system refuses it'} (${name})`
  const base = { path: displayPath(path), reason: 'unreadable' } as const
  if (given && name === 'ENOENT')
    return { ...base, code: 'disk-not-found', detail: `No such file or folder (${name}).` }
  if (name === 'ELOOP')
    return {
      ...base,
      code: 'disk-link-loop',
      detail: `A loop of links, or a link that took a file's place (${name}).`,
    }
  return { ...base, code: 'disk-unreadable', detail: `Not readable: ${why}.` }
}

/** The record for a file that is not what it was when it was opened. */
export function changed(path: FilePath, detail: string): Unseen {
  return { path: displayPath(path), reason: 'changed', code: 'disk-changed', detail }
}

/** The record for a container that the limit on depth leaves closed, as the engine writes it. */
export function notOpened(path: FilePath, format: string): Unseen {
  const detail = `A ${format} at depth 0; it was searched as it is and not opened.`
  return { path: displayPath(path), reason: 'limit', code: 'scan-limit-depth', detail }
}
