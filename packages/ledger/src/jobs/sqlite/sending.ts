import type { NewJob } from '../bounds.ts'
import type { JobId } from '../contract.ts'

/** A statement with its values: carried out by whoever holds the transaction. */
export interface Statement {
  readonly sql: string
  readonly values: readonly (string | number | null)[]
}

/** Finds the waiting job of a key. */
export const findingWaiting = (kind: string, key: string): Statement => ({
  sql: `select id from job where kind = ? and key = ? and state = 'waiting' order by seq limit 1`,
  values: [kind, key],
})

export const inserting = (id: JobId, kind: string, job: NewJob, nowMs: number): Statement => ({
  sql: `insert into job (id, kind, key, state, priority, payload, retries, backoff_base_ms, backoff_most_ms,
    not_before_ms, created_ms) values (?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?)`,
  values: [
    id,
    kind,
    job.key ?? null,
    job.priority,
    job.payload,
    job.retries,
    job.backoff.baseMs,
    job.backoff.mostMs,
    job.notBeforeMs ?? null,
    nowMs,
  ],
})
