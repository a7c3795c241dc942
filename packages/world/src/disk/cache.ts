import type { Event } from './file-scanner.ts'

/**
 * What says that a file is as it was. Times are milliseconds with fractions, exact to a quarter of a
 * microsecond: whole nanoseconds would need a BigInt for each file.
 */
export interface FileKey {
  readonly dev: number
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
  readonly ctimeMs: number
}

/** What a scan said about one file that held something. */
export interface Remembered {
  /** The path it was found at, as it is shown; events begin with it. */
  readonly path: string
  readonly events: readonly Event[]
  readonly containers: number
  readonly members: number
  readonly inflatedBytes: number
}

/** Remembers what unchanged files held. */
export interface Cache {
  /** `clean` when nothing was found; undefined when the file is unknown or has changed. */
  load(key: FileKey): Remembered | 'clean' | undefined
  store(key: FileKey, value: Remembered | 'clean'): void
  /** Makes what was loaded and stored the contents of the cache; throws the system's error. */
  save(): void
}

/** Events of another path with the same bytes: a hard link, or a file that was moved. */
export function eventsAt({ path: old, events }: Remembered, path: string): readonly Event[] {
  if (old === path) return events
  const moved = (full: string): string => (full.startsWith(old) ? path + full.slice(old.length) : full)
  return events.map(event =>
    'reason' in event
      ? { ...event, path: moved(event.path) }
      : { ...event, at: { ...event.at, path: moved(event.at.path) } },
  )
}
