import type { Recording } from './report.ts'

// Findings are some 300 bytes each: 40,000 are 12 MB.
const keptItems = 40_000
const keptEntries = 20_000

/** What equal members held, so that they are inflated once. */
export interface Memory {
  recall(key: string): Recording | undefined
  remember(key: string, recording: Recording): void
  /** Marks a member as being scanned; false when it is already: it contains itself. */
  enter(key: string): boolean
  leave(key: string): void
}

/** A memory that stops learning when it is full. */
export function createMemory(): Memory {
  const kept = new Map<string, Recording>()
  const open = new Set<string>()
  let items = 0
  return {
    recall: key => kept.get(key),
    remember(key, recording) {
      const size = recording.items.length
      if (recording.bound || items + size > keptItems || kept.size >= keptEntries) return
      items += size
      kept.set(key, recording)
    },
    enter(key) {
      if (open.has(key)) return false
      open.add(key)
      return true
    },
    leave(key) {
      open.delete(key)
    },
  }
}
