import { CompiledQuery, type QueryResult } from 'kysely'
import type { Changes } from '../../engine/schema.ts'
import { cursorParts, type NewJob } from '../bounds.ts'
import type { Job, JobCount, JobId, JobListQuery, JobPage, JobTimers } from '../contract.ts'
import { idFromUuid, newUuid } from '../identity.ts'
import { type Claim, type ClaimedJob, type JobStore, keptMs } from '../store.ts'
import type { JobDoor, Tables } from './door.ts'
import { lease, type Moment, renew, takeBack } from './leases.ts'
import { idOf, jobOf, stateOf } from './rows.ts'
import { findingWaiting, inserting, type Statement } from './sending.ts'
import { tickNow } from './ticks.ts'

/** Jobs in a SQLite file, for one machine. */
export class SqliteJobStore implements JobStore {
  readonly #door: JobDoor
  readonly #timers: JobTimers
  readonly #random: () => number
  readonly #leaseMs: number

  constructor(door: JobDoor, setting: { timers: JobTimers; random: () => number; leaseMs: number }) {
    this.#door = door
    this.#timers = setting.timers
    this.#random = setting.random
    this.#leaseMs = setting.leaseMs
  }

  send(kind: string, job: NewJob): Promise<JobId> {
    return this.#door.write(tables => waitingOf(tables, kind, job.key) ?? this.#insert(tables, kind, job))
  }

  async sendWithin(changes: Changes, kind: string, job: NewJob): Promise<JobId> {
    const run = ({ sql, values }: Statement): Promise<QueryResult<{ readonly id: string }>> =>
      changes.executeQuery(CompiledQuery.raw(sql, [...values]))
    const waiting = job.key === undefined ? [] : (await run(findingWaiting(kind, job.key))).rows
    if (waiting[0] !== undefined) return waiting[0].id
    const id = this.#newId()
    await run(inserting(id, kind, job, this.#timers.now()))
    return id
  }

  schedule(kind: string, job: NewJob): Promise<JobId> {
    return this.#door.write(tables => {
      const id = waitingOf(tables, kind, job.key)
      if (id === undefined) return this.#insert(tables, kind, job)
      tables.run(
        'update job set not_before_ms = ?, payload = ?, priority = ? where id = ?',
        job.notBeforeMs ?? null,
        job.payload,
        job.priority,
        id,
      )
      return id
    })
  }

  claim(kind: string, count: number, worker: string): Promise<readonly ClaimedJob[]> {
    return this.#at((tables, moment) => {
      takeBack(tables, moment, kind)
      return lease(tables, moment, { kind, count, worker, leaseMs: this.#leaseMs })
    })
  }

  beat(claims: readonly Claim[]): Promise<ReadonlySet<JobId>> {
    return this.#at((tables, { tick }) => renew(tables, tick + this.#leaseMs, claims))
  }

  complete(claim: Claim): Promise<boolean> {
    return this.#held(
      `update job set state = 'done', finished_ms = ?, lease_tick = null, error = null`,
      claim,
      this.#timers.now(),
    )
  }

  fail(claim: Claim, error: string, retryInMs: number): Promise<boolean> {
    return this.#at(
      (tables, { wallMs, tick }) =>
        tables.run(
          `update job set
             state = case when attempts > retries then 'dead' else 'waiting' end,
             finished_ms = case when attempts > retries then ? end,
             ready_tick = ?, retry_ms = ?, lease_tick = null, error = ?
           where id = ? and attempts = ? and state = 'running'`,
          wallMs,
          tick + retryInMs,
          wallMs + retryInMs,
          error,
          claim.id,
          claim.attempt,
        ) === 1,
    )
  }

  giveBack(claim: Claim): Promise<boolean> {
    return this.#held(`update job set state = 'waiting', lease_tick = null, retries = retries + ?`, claim, 1)
  }

  report(claim: Claim, share: number, text: string): Promise<boolean> {
    return this.#held(
      'update job set share = ?, said = ?, said_ms = ?',
      claim,
      share,
      text,
      this.#timers.now(),
    )
  }

  cancel(id: JobId): Promise<boolean> {
    return this.#door.write(
      tables =>
        tables.run(
          `update job set state = 'cancelled', finished_ms = ?, lease_tick = null
           where id = ? and state in ('waiting', 'running')`,
          this.#timers.now(),
          id,
        ) === 1,
    )
  }

  revive(id: JobId): Promise<boolean> {
    return this.#door.write(
      tables =>
        tables.run(
          `update job set state = 'waiting', retries = retries + 1, finished_ms = null where id = ? and state = 'dead'`,
          id,
        ) === 1,
    )
  }

  async get(id: JobId): Promise<Job | undefined> {
    const row = this.#door.read(tables => tables.one('select * from job where id = ?', id))
    return row === undefined ? undefined : jobOf(row)
  }

  async list({ kind, state, cursor, limit }: JobListQuery & { readonly limit: number }): Promise<JobPage> {
    const [after] = cursor === undefined ? [] : cursorParts(cursor, /^(\d{1,15})$/)
    const rows = this.#door.read(tables =>
      tables.all(
        `select * from job
         where (?1 is null or kind = ?1) and (?2 is null or state = ?2)
           and (?3 is null or seq < ?3)
         order by seq desc limit ?4`,
        kind ?? null,
        state ?? null,
        after === undefined ? null : Number(after),
        limit + 1,
      ),
    )
    const jobs = rows.slice(0, limit).map(jobOf)
    return { jobs, next: rows.length > limit ? String(rows[limit - 1]?.seq) : undefined }
  }

  async counts(): Promise<readonly JobCount[]> {
    return this.#door
      .read(tables =>
        tables.all(
          'select kind, state, count(*) as count from job group by kind, state order by kind, state',
        ),
      )
      .map(row => ({ kind: String(row.kind), state: stateOf(row.state), count: Number(row.count) }))
  }

  sweep(): Promise<number> {
    return this.#door.write(tables =>
      tables.run(
        'delete from job where seq in (select seq from job where finished_ms < ? limit 10000)',
        this.#timers.now() - keptMs,
      ),
    )
  }

  close(): Promise<void> {
    return this.#door.close()
  }

  #at<T>(work: (tables: Tables, moment: Moment) => T): Promise<T> {
    return this.#door.write(tables =>
      work(tables, { wallMs: this.#timers.now(), tick: tickNow(tables, this.#timers.monotonicMs()) }),
    )
  }

  #held(update: string, claim: Claim, ...values: (string | number)[]): Promise<boolean> {
    const sql = `${update} where id = ? and attempts = ? and state = 'running'`
    return this.#door.write(tables => tables.run(sql, ...values, claim.id, claim.attempt) === 1)
  }

  #insert(tables: Tables, kind: string, job: NewJob): JobId {
    const id = this.#newId()
    const { sql, values } = inserting(id, kind, job, this.#timers.now())
    tables.run(sql, ...values)
    return id
  }

  #newId(): JobId {
    return idFromUuid(newUuid(this.#timers.now(), this.#random))
  }
}

function waitingOf(tables: Tables, kind: string, key: string | undefined): JobId | undefined {
  if (key === undefined) return undefined
  const { sql, values } = findingWaiting(kind, key)
  const row = tables.one(sql, ...values)
  return row === undefined ? undefined : idOf(row)
}
