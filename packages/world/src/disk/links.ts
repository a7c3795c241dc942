import type { Stats } from 'node:fs'
import { basename } from 'node:path'
import type { Remembered } from './cache.ts'
import type { Event } from './file-scanner.ts'

/** Links remembered in one thread; some hundred bytes each, and what was found. */
const mostLinks = 10_000
const mostEvents = 40_000

/** What files of several names held, so that each is opened once and reported at every name. */
export interface Links {
  /** What the file holds under the name `path`; undefined for one that was not met, has changed, or has one name only. */
  known(stat: Stats, path: string): Remembered | undefined
  learn(stat: Stats, held: Remembered): void
}

function keyOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${dev}:${ino}:${size}:${mtimeMs}:${ctimeMs}`
}

/** Names matter to what is inside of a compressed file, which is called after it, and to brotli, which has no magic. */
function readsAlike(held: Remembered, path: string): boolean {
  if (basename(held.path) === basename(path)) return true
  return held.containers === 0 && !held.path.endsWith('.br') && !path.endsWith('.br')
}

function isSettled(event: Event): boolean {
  return !('reason' in event) || (event.reason !== 'unreadable' && event.reason !== 'changed')
}

/** An empty memory that stops learning when it is full. */
export function createLinks(): Links {
  const met = new Map<string, Remembered>()
  let events = 0
  return {
    known(stat, path) {
      const held = stat.nlink > 1 ? met.get(keyOf(stat)) : undefined
      return held !== undefined && readsAlike(held, path) ? held : undefined
    },
    learn(stat, held) {
      if (stat.nlink < 2 || met.size >= mostLinks || events + held.events.length > mostEvents) return
      if (!held.events.every(isSettled)) return
      events += held.events.length
      met.set(keyOf(stat), held)
    },
  }
}
