import type { JobId } from '../contract.ts'
import { type Claim, type ClaimedJob, leaseLostText } from '../store.ts'
import type { Tables } from './door.ts'
import { claimedOf } from './rows.ts'

/** The moment of a transaction, on both clocks. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly wallMs: number
  /** Milliseconds that have passed (`ticks.ts`). */
  readonly tick: number
}

/** Takes back what no worker answers for. Of one kind: its workers have renewed their own leases before. */
export function takeBack(tables: Tables, { wallMs, tick }: Moment, kind: string): void {
  tables.run(
    `update job set
       state = case when attempts > retries then 'dead' else 'waiting' end,
       finished_ms = case when attempts > retries then ? end,
       ready_tick = ?, lease_tick = null, error = ?
     where state = 'running' and lease_tick < ? and kind = ?`,
    wallMs,
    tick,
    leaseLostText,
    tick,
    kind,
  )
}

export function lease(
  tables: Tables,
  { wallMs, tick }: Moment,
  wanted: {
    readonly kind: string
    readonly count: number
    readonly worker: string
    readonly leaseMs: number
  },
): ClaimedJob[] {
  const due = tables.all(
    `select seq from job
     where kind = ? and state = 'waiting' and coalesce(not_before_ms, 0) <= ? and ready_tick <= ?
     order by priority desc, seq limit ?`,
    wanted.kind,
    wallMs,
    tick,
    wanted.count,
  )
  return due.flatMap(({ seq }) => {
    const row = tables.one(
      `update job set state = 'running', attempts = attempts + 1, started_ms = ?, lease_tick = ?, worker = ?,
         share = null, said = null, said_ms = null
       where seq = ? returning id, kind, key, payload, attempts, backoff_base_ms, backoff_most_ms`,
      wallMs,
      tick + wanted.leaseMs,
      wanted.worker,
      seq ?? null,
    )
    return row === undefined ? [] : [claimedOf(row)]
  })
}

/** A lease that has run out and that nobody has taken back yet is still its worker's. */
export function renew(tables: Tables, leaseTick: number, claims: readonly Claim[]): ReadonlySet<JobId> {
  return new Set(
    claims
      .filter(
        ({ id, attempt }) =>
          tables.run(
            `update job set lease_tick = ? where id = ? and attempts = ? and state = 'running'`,
            leaseTick,
            id,
            attempt,
          ) === 1,
      )
      .map(({ id }) => id),
  )
}
