import type { Event } from './file-scanner.ts'

/** A place in the order of the walk; what is found there may come late. */
export interface Slot {
  events: readonly Event[] | undefined
  next: Slot | undefined
}

/** Puts out events in the order of the walk, whichever thread was first. */
export interface Sequence {
  /** A new place at the end. */
  append(): Slot
  /** A new place right behind another. */
  insertAfter(slot: Slot): Slot
  /** Fills a place, and puts out all that is complete from the front. */
  fill(slot: Slot, events: readonly Event[]): void
  /** Number of places that are not yet put out. */
  readonly waiting: number
}

export function createSequence(put: (event: Event) => void): Sequence {
  // A filled place before the first one, so that the list is never empty.
  const root: Slot = { events: [], next: undefined }
  let front: Slot = root
  let last: Slot = root
  let waiting = 0
  const insertAfter = (slot: Slot): Slot => {
    const added: Slot = { events: undefined, next: slot.next }
    slot.next = added
    if (last === slot) last = added
    waiting++
    return added
  }
  return {
    append: () => insertAfter(last),
    insertAfter,
    fill(slot, events) {
      slot.events = events
      for (let next = front.next; next?.events !== undefined; next = front.next) {
        for (const event of next.events) put(event)
        next.events = []
        front = next
        waiting--
      }
    },
    get waiting() {
      return waiting
    },
  }
}
