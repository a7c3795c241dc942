/** What happened, as it is recorded, and how one event is bound to the one before it. */
import { createHash } from 'node:crypto'
import type { NewRow, Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from './canonical.ts'

/** Something to be recorded. */
export interface LedgerEvent {
  readonly organisation: string
  /** Who did it: `person:per_...`, `token:tok_...`, `job:job_...`, `operator`, `provider`, `system`. */
  readonly actor: string
  /** Noun and what became of it: `scan.pushed`, `release.created`. */
  readonly kind: string
  /** Id of what it is about. */
  readonly subject: string
  readonly body: Json
}

/** Something recorded. */
export interface RecordedEvent extends LedgerEvent {
  /** Counts from 1 without gaps. */
  readonly seq: number
  readonly atMs: number
  /** Hash of the event before, 64 zeros for the first. */
  readonly previous: string
  /** SHA-256, lower-case hex, over `previous`, a line feed and the canonical JSON of all other fields. */
  readonly hash: string
}

/** The end of the log: whoever keeps it elsewhere can prove later that nothing before it was changed or cut off. */
export interface EventHead {
  readonly seq: number
  readonly hash: string
}

/** Before the first event. */
export const firstHead: EventHead = { seq: 0, hash: '0'.repeat(64) }

type Unhashed = Omit<NewRow<'events'>, 'hash'>

/** The body enters as the text that is stored, so that not even its spaces can change. */
export function hashOf(row: Unhashed): string {
  const fields = [row.seq, row.organisation, row.actor, row.at_ms, row.kind, row.subject, row.body]
  return createHash('sha256')
    .update(`${row.previous}\n${canonicalJson(fields)}`)
    .digest('hex')
}

/** The row of an event that follows `head`. */
export function rowAfter(head: EventHead, event: LedgerEvent, atMs: number): NewRow<'events'> {
  const { organisation, actor, kind, subject } = event
  const row: Unhashed = {
    seq: head.seq + 1,
    organisation,
    actor,
    at_ms: atMs,
    kind,
    subject,
    body: canonicalJson(event.body),
    previous: head.hash,
  }
  return { ...row, hash: hashOf(row) }
}

/** A row as it is told. */
export function eventOf(row: Row<'events'>): RecordedEvent {
  const { seq, organisation, actor, kind, subject, previous, hash } = row
  const body: Json = JSON.parse(row.body)
  return { seq, organisation, actor, atMs: row.at_ms, kind, subject, body, previous, hash }
}
