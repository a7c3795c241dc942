import { insertMany } from '../engine/bulk.ts'
import type { Engine } from '../engine/engine.ts'
import { limitOf, numberAfter, type Page, type PageRequest, pageOf } from '../engine/paging.ts'
import type { Changes, Queries } from '../engine/schema.ts'
import {
  type EventHead,
  eventOf,
  firstHead,
  type LedgerEvent,
  type RecordedEvent,
  rowAfter,
} from './event.ts'

/** Which events are wanted. */
export interface EventFilter extends PageRequest {
  readonly organisation?: string
  readonly subject?: string
}

/** The end of the log as a view sees it. */
export async function readHead(view: Queries): Promise<EventHead> {
  const last = await view
    .selectFrom('events')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ?? firstHead
}

/** Adds events at the end of the log, as the last act of a change. */
export async function appendEvents(
  engine: Engine,
  changes: Changes,
  events: readonly LedgerEvent[],
  nowMs: number,
): Promise<void> {
  if (events.length === 0) return
  let head = await readHead(await engine.appending(changes))
  const rows = events.map(event => {
    const row = rowAfter(head, event, nowMs)
    head = { seq: row.seq, hash: row.hash }
    return row
  })
  await insertMany(changes, 'events', rows)
}

/** Events, newest first. Code: `ledger-bad-cursor`. */
export async function listEvents(view: Queries, filter: EventFilter): Promise<Page<RecordedEvent>> {
  const before = numberAfter(filter)
  let query = view
    .selectFrom('events')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(limitOf(filter) + 1)
  if (filter.organisation !== undefined) query = query.where('organisation', '=', filter.organisation)
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject)
  if (before !== undefined) query = query.where('seq', '<', before)
  return pageOf(await query.execute(), filter, row => [row.seq], eventOf)
}

/** So many events are looked at in one go; what follows them is seen at the next. */
const kindsAtOnce = 5000

/** Kinds of the events after a number, each once, and the number that was looked up to. */
export async function eventKindsAfter(
  view: Queries,
  seq: number,
): Promise<{ readonly seq: number; readonly kinds: readonly string[] }> {
  const rows = await view
    .selectFrom('events')
    .select(['seq', 'kind'])
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(kindsAtOnce)
    .execute()
  return { seq: rows.at(-1)?.seq ?? seq, kinds: [...new Set(rows.map(({ kind }) => kind))] }
}
