import type { Engine } from '../engine/engine.ts'
import type { Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from './canonical.ts'
import { type EventHead, firstHead, hashOf } from './event.ts'

/** What is wrong with the first event that does not follow from the one before it. */
export type BrokenLink =
  /** There is no event of this number, and later ones are there. */
  | 'missing'
  /** Its hash is not that of its fields. */
  | 'altered'
  /** It does not name the hash of the event before. */
  | 'unlinked'
  /** A head that was kept elsewhere is not in the log: it was cut off, or written anew from some point on. */
  | 'head-missing'

export type EventVerification =
  | { readonly sound: true; readonly head: EventHead }
  | { readonly sound: false; readonly seq: number; readonly broken: BrokenLink; readonly detail: string }

const chunkRows = 2000

const details: Readonly<Record<BrokenLink, string>> = {
  missing: 'an event is missing',
  altered: 'an event is not what was recorded',
  unlinked: 'an event does not follow from the one before',
  'head-missing': 'the log no longer holds the end that was kept',
}

const broken = (seq: number, link: BrokenLink): EventVerification => ({
  sound: false,
  seq,
  broken: link,
  detail: `event ${seq}: ${details[link]}`,
})

const isCanonical = (body: string): boolean => {
  try {
    const value: Json = JSON.parse(body)
    return canonicalJson(value) === body
  } catch {
    return false
  }
}

function brokenIn(row: Row<'events'>, head: EventHead): BrokenLink | undefined {
  if (row.seq !== head.seq + 1) return 'missing'
  if (row.previous !== head.hash) return 'unlinked'
  return hashOf(row) === row.hash && isCanonical(row.body) ? undefined : 'altered'
}

/**
 * Follows the log from its first event to its last and names the first broken link. A chain alone cannot tell
 * that its end was cut off or that all of it was written anew; `kept`, a head noted elsewhere, can.
 */
export async function verifyEvents(engine: Engine, kept?: EventHead): Promise<EventVerification> {
  return await engine.snapshot(async view => {
    let head = firstHead
    let met = kept === undefined || kept.seq === 0
    for await (const row of view.selectFrom('events').selectAll().orderBy('seq').stream(chunkRows)) {
      const link = brokenIn(row, head)
      if (link !== undefined) return broken(head.seq + 1, link)
      head = { seq: row.seq, hash: row.hash }
      if (kept?.seq === head.seq) {
        if (kept.hash !== head.hash) return broken(head.seq, 'head-missing')
        met = true
      }
    }
    return met ? { sound: true, head } : broken(head.seq + 1, 'head-missing')
  })
}
