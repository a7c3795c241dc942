import { createHash, type Hash } from 'node:crypto'
import { accessSync, closeSync, constants, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import type { FleetRelease } from '@foreseen/facts'

/** What is larger is not read for a key: such a client is not remembered. */
const maxBytes = 512 << 20
const maxFiles = 20_000

class TooMuch extends Error {}

interface Budget {
  bytes: number
  files: number
}

function addFile(hash: Hash, path: string, budget: Budget): void {
  const fd = openSync(path, 'r')
  try {
    const piece = new Uint8Array(1 << 20)
    for (let size = readSync(fd, piece); size > 0; size = readSync(fd, piece)) {
      budget.bytes += size
      if (budget.bytes > maxBytes) throw new TooMuch(path)
      hash.update(piece.subarray(0, size))
    }
  } finally {
    closeSync(fd)
  }
}

function addPath(hash: Hash, path: string, budget: Budget): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  hash.update(`\n${path}\n`)
  if (++budget.files > maxFiles) throw new TooMuch(path)
  if (found.isFile()) addFile(hash, path, budget)
  else if (found.isDirectory())
    for (const name of readdirSync(path).sort()) addPath(hash, join(path, name), budget)
}

/** Where a program stands: as it is named, or on the search path. */
function programPath(word: string, cwd: string, searchPath: string): string {
  if (isAbsolute(word) || word.includes('/')) return resolve(cwd, word)
  const candidates = searchPath.split(delimiter).map(folder => join(folder, word))
  return candidates.find(isExecutable) ?? word
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * SHA-256 over the program, the arguments that are files, and what ships, lower-case hex; '' when that is too
 * much or cannot be read, so that nothing is remembered. Libraries of the system are not in it: a cache outlives no upgrade of them knowingly.
 */
export function clientSha256(release: FleetRelease, searchPath: string): string {
  const [program = '', ...rest] = release.argv
  const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true
  const files = rest.map(word => resolve(release.cwd, word)).filter(isFile)
  const shipped = release.path === '' ? [] : [release.path]
  return hashOf([programPath(program, release.cwd, searchPath), ...files, ...shipped])
}

/** SHA-256 over a folder that becomes HOME; '' for none. */
export function homeSha256(release: FleetRelease): string {
  return release.homeTemplate === '' ? '' : hashOf([release.homeTemplate])
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  const budget: Budget = { bytes: 0, files: 0 }
  try {
    for (const path of paths) addPath(hash, path, budget)
    return hash.digest('hex')
  } catch {
    return ''
  }
}
