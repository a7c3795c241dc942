import { lstatSync } from 'node:fs'
import { type Cache, eventsAt, type FileKey, type Remembered } from './cache.ts'
import { displayPath, type FilePath } from './file-path.ts'
import type { Event } from './file-scanner.ts'
import type { Outcome } from './jobs.ts'

/** Younger files are not remembered: they may change again within one tick of the file system's clock. */
const settledMs = 2000

/** Stands between a scan and its cache. */
export interface Recall {
  /** What is known about a file, with the key that its new result is stored under. */
  ask(path: FilePath): { readonly key: FileKey | undefined; readonly known: Remembered | 'clean' | undefined }
  /** Stores what a batch came to, path by path. */
  learn(paths: readonly FilePath[], keys: readonly (FileKey | undefined)[], outcome: Outcome): void
  learnOne(
    path: FilePath,
    key: FileKey | undefined,
    events: readonly Event[],
    outcome: Outcome | undefined,
  ): void
}

function keyOf(path: FilePath): FileKey | undefined {
  try {
    const stat = lstatSync(path)
    if (!stat.isFile()) return undefined
    return { dev: stat.dev, ino: stat.ino, size: stat.size, mtimeMs: stat.mtimeMs, ctimeMs: stat.ctimeMs }
  } catch {
    return undefined
  }
}

function isSettled(event: Event): boolean {
  return !('reason' in event) || (event.reason !== 'unreadable' && event.reason !== 'changed')
}

/** `startedMs` is the time when the scan began. */
export function createRecall(cache: Cache, startedMs: number): Recall {
  const store = (
    path: FilePath,
    key: FileKey | undefined,
    events: readonly Event[],
    opened: Omit<Remembered, 'path' | 'events'>,
  ): void => {
    if (
      key === undefined ||
      Math.max(key.mtimeMs, key.ctimeMs) > startedMs - settledMs ||
      !events.every(isSettled)
    )
      return
    const { containers, members, inflatedBytes } = opened
    const isClean = events.length === 0 && containers === 0
    cache.store(
      key,
      isClean ? 'clean' : { path: displayPath(path), events, containers, members, inflatedBytes },
    )
  }
  const nothing = { containers: 0, members: 0, inflatedBytes: 0 }
  return {
    ask(path) {
      const key = keyOf(path)
      return { key, known: key === undefined ? undefined : cache.load(key) }
    },
    learn(paths, keys, { events, finished = 0, parts = [] }) {
      const byIndex = new Map(parts.map(part => [part.index, part]))
      for (let index = 0; index < finished; index++) {
        const part = byIndex.get(index)
        const own = part === undefined ? [] : events.slice(part.from, part.to)
        store(paths[index] ?? '', keys[index], own, part ?? nothing)
      }
    },
    learnOne: (path, key, events, outcome) => store(path, key, events, outcome ?? nothing),
  }
}

/** Events of a remembered file at the path where it is now. */
export function recalled(known: Remembered, path: FilePath): readonly Event[] {
  return eventsAt(known, displayPath(path))
}
