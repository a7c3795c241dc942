import type { Stats } from 'node:fs'
import { eventsAt, type Remembered } from './cache.ts'
import type { FileEngine } from './engine-port.ts'
import type { Counts, Event } from './file-scanner.ts'
import type { Links } from './links.ts'

/** What a thread asks its engine with. */
export interface Asking {
  readonly counts: Counts
  readonly emit: (event: Event) => void
  /** Events that wait to be drained. */
  readonly events: () => readonly Event[]
  readonly links: Links
  readonly engine: () => Promise<FileEngine>
}

/** Says again, under another name, what a file held. */
export function replay({ counts, emit }: Asking, held: Remembered, path: string): void {
  for (const event of eventsAt(held, path)) emit(event)
  counts.containers += held.containers
  counts.members += held.members
  counts.inflatedBytes += held.inflatedBytes
}

/** Asks the engine about a file, unless it was met under another name. */
export async function askOnce(
  asking: Asking,
  stat: Stats | undefined,
  ...request: Parameters<FileEngine['scan']>
): Promise<void> {
  const { counts, links, events } = asking
  const path = request[1]
  const known = stat === undefined ? undefined : links.known(stat, path)
  if (known !== undefined) {
    replay(asking, known, path)
    return
  }
  const from = events().length
  const engine = await asking.engine()
  const { containers, members, inflatedBytes } = await engine.scan(...request)
  counts.containers += containers
  counts.members += members
  counts.inflatedBytes += inflatedBytes
  if (stat !== undefined && stat.nlink > 1)
    links.learn(stat, { path, events: events().slice(from), containers, members, inflatedBytes })
}
