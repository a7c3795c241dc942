import { closeSync, fstatSync, type Stats, statSync } from 'node:fs'
import type { Finding, Unseen } from '@foreseen/facts'
import {
  type Hit,
  hasStartNeedle,
  type Kernel,
  looksLikeContainer,
  memorySource,
  needles,
} from '@foreseen/scan'
import { type Asking, askOnce, replay } from './asking.ts'
import { type EngineSetup, type FileEngine, loadEngineModule } from './engine-port.ts'
import { displayPath, type FilePath } from './file-path.ts'
import { createLinks } from './links.ts'
import { descriptorSource, openFile } from './source.ts'
import { blockBytes, firstBlock, headOf, readFirst, type Swept, sweepRange, sweepWhole } from './sweep.ts'
import { changed, notOpened, unreadable } from './unseen.ts'

/** A finding or a record, in the order in which they came. */
export type Event = Finding | Unseen

/** What a scanner has read and opened so far. */
export interface Counts {
  files: number
  bytes: number
  containers: number
  members: number
  inflatedBytes: number
}

/** A file too big for one thread: others read ranges of it. */
export interface BigFile {
  readonly path: FilePath
  readonly sizeBytes: number
}

export interface ScannerOptions {
  readonly kernel: Kernel
  readonly engineUrl: string
  readonly setup: EngineSetup
  /** Do reads that return less than asked for end every file? */
  readonly readsWhole: boolean
  /** Files of more bytes are handed back to be shared out. */
  readonly shareBytes: number
}

/** Scans files one after another in one thread. */
export interface FileScanner {
  readonly counts: Counts
  /** Number of events since the last `drain`. */
  readonly pending: number
  /** Events since the last call. */
  drain(): Event[]
  /** Undefined when the file is done; a promise when the engine had to be asked; the file itself when it is too big. */
  scan(path: FilePath): undefined | Promise<void> | BigFile
  /** Hits of a range of a big file. */
  sweep(path: FilePath, from: number, to: number): Swept
  /** Gives a file whose hits are known to the engine. */
  judge(path: FilePath, sizeBytes: number, hits: readonly Hit[] | undefined): Promise<void>
}

const gzip = needles.findIndex(({ name }) => name === 'gzip')

interface Context extends ScannerOptions, Asking {
  readonly head: Uint8Array
}

function engineLoader(options: ScannerOptions, emit: (event: Event) => void): () => Promise<FileEngine> {
  let engine: Promise<FileEngine> | undefined
  const sink = { onFinding: emit, onUnseen: emit }
  return () => {
    engine ??= loadEngineModule(options.engineUrl).then(({ openEngine }) =>
      openEngine(options.kernel, options.setup, sink),
    )
    return engine
  }
}

/** Nothing but a gzip at its start, and containers are not to be opened: the engine would say the same. */
function isClosedGzip(context: Context, hits: readonly Hit[]): boolean {
  return context.setup.limits.depth === 0 && hits.length === 1 && hits[0]?.at === 0 && hits[0].needle === gzip
}

/** Whether the engine should see a file for what it begins with, or for its name, which only brotli needs. */
function isOpenable(head: Uint8Array, path: FilePath): boolean {
  return looksLikeContainer(head, typeof path === 'string' ? path : '') || hasStartNeedle(head)
}

/** A file that one block holds: the engine gets a copy, so that the kernel's memory is free again. */
function scanSmall(context: Context, path: FilePath, size: number): undefined | Promise<void> {
  const { kernel, head } = context
  const isContainer = isOpenable(head, path)
  const hits = sweepWhole(kernel, size)
  if (hits.length === 0 && !isContainer) return undefined
  if (isClosedGzip(context, hits)) {
    context.emit(notOpened(path, 'gzip'))
    return undefined
  }
  const stat = statSync(path, { throwIfNoEntry: false })
  return askOnce(context, stat, memorySource(firstBlock(kernel, size).slice()), displayPath(path), { hits })
}

function difference(before: Stats, after: Stats): string | undefined {
  if (after.size > before.size)
    return `The file grew from ${before.size} to ${after.size} bytes while it was read; the first ${before.size} were looked at.`
  if (after.size < before.size)
    return `The file shrank from ${before.size} to ${after.size} bytes while it was read.`
  return after.mtimeMs === before.mtimeMs ? undefined : 'The file was written to while it was read.'
}

async function judgeOpen(
  context: Context,
  fd: number,
  path: FilePath,
  before: Stats,
  hits: readonly Hit[] | undefined,
): Promise<void> {
  try {
    let failed = false
    const source = descriptorSource(fd, before.size, error => {
      if (!failed) context.emit(unreadable(path, error))
      failed = true
    })
    await askOnce(context, before, source, displayPath(path), hits === undefined ? {} : { hits })
    const detail = difference(before, fstatSync(fd))
    if (detail !== undefined) context.emit(changed(path, detail))
  } finally {
    closeSync(fd)
  }
}

/** Longer than a block. Ownership of `fd` goes on to the engine when it is asked. */
function scanLarge(context: Context, fd: number, path: FilePath): undefined | Promise<void> | BigFile {
  const { kernel, counts, head } = context
  const before = fstatSync(fd)
  const known = context.links.known(before, displayPath(path))
  if (known !== undefined) {
    closeSync(fd)
    counts.files++
    counts.bytes += before.size
    replay(context, known, displayPath(path))
    return undefined
  }
  if (isOpenable(head, path)) {
    counts.files++
    counts.bytes += before.size
    return judgeOpen(context, fd, path, before, undefined)
  }
  // One of several names is read here, so that the others need not be.
  if (before.size > context.shareBytes && before.nlink < 2) {
    closeSync(fd)
    return { path, sizeBytes: before.size }
  }
  const { bytes, hits } = sweepRange(kernel, fd, 0, before.size)
  counts.files++
  counts.bytes += bytes
  if (hits?.length !== 0) return judgeOpen(context, fd, path, before, hits)
  const detail = difference(before, fstatSync(fd))
  if (detail !== undefined) context.emit(changed(path, detail))
  else
    context.links.learn(before, {
      path: displayPath(path),
      events: [],
      containers: 0,
      members: 0,
      inflatedBytes: 0,
    })
  closeSync(fd)
  return undefined
}

/** A file of one block, or a longer one; small files cost three system calls and nothing else. */
function scanFile(context: Context, path: FilePath): undefined | Promise<void> | BigFile {
  let fd = -1
  try {
    fd = openFile(path)
    const size = readFirst(context.kernel, fd)
    if (size === blockBytes || (!context.readsWhole && size > 0 && fstatSync(fd).size > size)) {
      const open = fd
      fd = -1
      return scanLarge(context, open, path)
    }
    closeSync(fd)
    fd = -1
    context.counts.files++
    context.counts.bytes += size
    return size === 0 ? undefined : scanSmall(context, path, size)
  } catch (error) {
    if (fd >= 0) closeSync(fd)
    context.emit(unreadable(path, error))
    return undefined
  }
}

/** A scanner over one kernel; the engine is loaded when the first file needs it. */
export function createFileScanner(options: ScannerOptions): FileScanner {
  let events: Event[] = []
  const emit = (event: Event): void => {
    events.push(event)
  }
  const counts: Counts = { files: 0, bytes: 0, containers: 0, members: 0, inflatedBytes: 0 }
  const context: Context = {
    ...options,
    head: headOf(options.kernel),
    counts,
    emit,
    events: () => events,
    links: createLinks(),
    engine: engineLoader(options, emit),
  }
  return {
    counts,
    get pending() {
      return events.length
    },
    drain() {
      const drained = events
      events = []
      return drained
    },
    scan: path => scanFile(context, path),
    sweep(path, from, to) {
      const fd = openFile(path)
      try {
        return sweepRange(options.kernel, fd, from, to)
      } finally {
        closeSync(fd)
      }
    },
    async judge(path, sizeBytes, hits) {
      const fd = openFile(path)
      const stat = fstatSync(fd)
      if (stat.size !== sizeBytes)
        emit(changed(path, `The file had ${sizeBytes} bytes and has ${stat.size} now.`))
      await judgeOpen(context, fd, path, stat, hits)
    },
  }
}
