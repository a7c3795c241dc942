import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Unseen } from '@foreseen/facts'
import { displayPath, type FilePath, isLossy, joinPath } from './file-path.ts'
import { anyGlob, type PathTest } from './glob.ts'
import { isKernelPath, type Mounts, readMounts } from './mounts.ts'
import { unreadable } from './unseen.ts'

export interface WalkOptions {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  onUnseen(unseen: Unseen): void
}

/** Regular files below the given paths, in the order of names, folder by folder. */
export interface Walk {
  /** The next files, at most `count`; empty at the end. */
  take(count: number): FilePath[]
  /** Does a read that returns less than asked for end every file here? */
  readonly readsWhole: boolean
}

interface Folder {
  readonly path: FilePath
  /** Length of the root's path, so that globs see what comes behind it. */
  readonly rootLength: number
}

interface Filter {
  readonly include: PathTest | undefined
  readonly exclude: PathTest | undefined
}

interface State {
  readonly options: WalkOptions
  readonly filter: Filter
  readonly mounts: Mounts
  readonly folders: Folder[]
  readonly files: FilePath[]
}

function kindOf(entry: { isFIFO(): boolean; isSocket(): boolean }): string {
  return entry.isFIFO() ? 'FIFO' : entry.isSocket() ? 'socket' : 'device'
}

function special(path: FilePath, kind: string, given: boolean): Unseen {
  const detail = `This is a ${kind}, not a file: it was not read.`
  return {
    path: displayPath(path),
    reason: 'special',
    code: given ? 'disk-special' : 'disk-special-below',
    detail,
  }
}

function kernelFiles(path: FilePath): Unseen {
  const detail = 'A file system of the kernel: it holds no stored bytes and was not entered.'
  return { path: displayPath(path), reason: 'special', code: 'disk-kernel-files', detail }
}

/** Files of the given path, or the folder to walk; a link is followed here and nowhere else. */
function begin(state: State, given: string): void {
  const { options, mounts } = state
  try {
    const stat = statSync(given)
    const real = realpathSync(given)
    if (isKernelPath(mounts, real))
      options.onUnseen(
        special(given, stat.isDirectory() || stat.isFile() ? 'view into the kernel' : kindOf(stat), true),
      )
    else if (stat.isDirectory())
      state.folders.push({ path: given, rootLength: given.endsWith('/') ? given.length : given.length + 1 })
    else if (stat.isFile()) state.files.push(given)
    else options.onUnseen(special(given, kindOf(stat), true))
  } catch (error) {
    options.onUnseen(unreadable(given, error, true))
  }
}

function refused(filter: Filter, folder: Folder, path: FilePath, isFolder: boolean): boolean {
  if (filter.exclude === undefined && filter.include === undefined) return false
  const relative = (typeof path === 'string' ? path : displayPath(path)).slice(folder.rootLength)
  if (filter.exclude?.(relative) === true) return true
  return !isFolder && filter.include !== undefined && !includes(filter.include, relative)
}

/** A folder that is included includes all below it. */
function includes(test: PathTest, relative: string): boolean {
  for (let path = relative; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    if (test(path)) return true
  }
  return false
}

/** Some file systems do not say what an entry is. */
function settle(state: State, folder: Folder, path: FilePath, below: Folder[]): void {
  try {
    place(state, folder, path, lstatSync(path), below)
  } catch (error) {
    state.options.onUnseen(unreadable(path, error))
  }
}

type Sort = Pick<
  Dirent,
  'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket' | 'isBlockDevice' | 'isCharacterDevice'
>

function place(state: State, folder: Folder, path: FilePath, entry: Sort, below: Folder[]): void {
  const { filter, options } = state
  if (entry.isFile()) {
    if (!refused(filter, folder, path, false)) state.files.push(path)
  } else if (entry.isDirectory()) {
    if (!refused(filter, folder, path, true)) below.push({ path, rootLength: folder.rootLength })
  } else if (entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice()) {
    if (!refused(filter, folder, path, false)) options.onUnseen(special(path, kindOf(entry), false))
  } else if (!entry.isSymbolicLink()) settle(state, folder, path, below)
}

function readFolder(path: FilePath): Dirent[] | Dirent<Buffer>[] {
  if (typeof path === 'string') {
    // libuv sorts the entries, so the order is that of the names.
    const entries = readdirSync(path, { withFileTypes: true })
    if (!entries.some(entry => isLossy(entry.name))) return entries
  }
  return readdirSync(path, { withFileTypes: true, encoding: 'buffer' })
}

function enter(state: State, folder: Folder): void {
  const { path } = folder
  if (state.mounts.hasKernelBelow && typeof path === 'string' && state.mounts.kernel.has(resolve(path))) {
    state.options.onUnseen(kernelFiles(path))
    return
  }
  const below: Folder[] = []
  try {
    for (const entry of readFolder(path)) place(state, folder, joinPath(path, entry.name), entry, below)
  } catch (error) {
    state.options.onUnseen(unreadable(path, error))
  }
  for (let k = below.length - 1; k >= 0; k--) {
    const next = below[k]
    if (next !== undefined) state.folders.push(next)
  }
}

function realRoots(paths: readonly string[]): string[] {
  return paths.flatMap(path => {
    try {
      // As given too: folders are looked up by the path that they are reached by.
      return [...new Set([realpathSync(path), resolve(path)])]
    } catch {
      return []
    }
  })
}

/** Walks folders without recursion and without following links below the given paths. */
export function createWalk(paths: readonly string[], options: WalkOptions): Walk {
  const mounts = readMounts(realRoots(paths))
  const filter = { include: anyGlob(options.include), exclude: anyGlob(options.exclude) }
  const state: State = { options, filter, mounts, folders: [], files: [] }
  let given = 0
  let taken = 0
  return {
    readsWhole: mounts.readsWhole,
    take(count) {
      while (state.files.length - taken < count) {
        const folder = state.folders.pop()
        if (folder !== undefined) enter(state, folder)
        else if (given < paths.length) begin(state, paths[given++] ?? '')
        else break
      }
      const files = state.files.slice(taken, taken + count)
      taken += files.length
      // Dropping what was handed out only now and then keeps a folder of a million files linear.
      if (taken * 2 > state.files.length) {
        state.files.splice(0, taken)
        taken = 0
      }
      return files
    },
  }
}
