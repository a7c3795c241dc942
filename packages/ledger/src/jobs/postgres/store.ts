import { type Db, fromKysely, type PgBoss, type SendOptions } from 'pg-boss'
import { LedgerFailure } from '../../engine/failure.ts'
import type { Changes } from '../../engine/schema.ts'
import type { NewJob } from '../bounds.ts'
import type { Job, JobCount, JobId, JobListQuery, JobPage, JobTimers } from '../contract.ts'
import { idFromUuid, newUuid, uuidFromId } from '../identity.ts'
import { type Claim, type ClaimedJob, type JobStore, keptMs } from '../store.ts'
import { affected, inTransaction, schema } from './boss.ts'
import { attemptOf, lease, renew, takeBack } from './leases.ts'
import { countJobs, jobByUuid, listJobs, sweepNotes } from './reading.ts'
import type { BossData } from './rows.ts'

/** How often a process looks for leases that have run out, per kind. */
const lookMs = 1000

/** Jobs on PostgreSQL through pg-boss: any number of processes on any number of machines share them. */
export class PostgresJobStore implements JobStore {
  readonly #boss: PgBoss
  readonly #timers: JobTimers
  readonly #random: () => number
  readonly #leaseMs: number
  readonly #kinds = new Map<string, Promise<void>>()
  readonly #looked = new Map<string, number>()

  constructor(boss: PgBoss, setting: { timers: JobTimers; random: () => number; leaseMs: number }) {
    this.#boss = boss
    this.#timers = setting.timers
    this.#random = setting.random
    this.#leaseMs = setting.leaseMs
  }

  async send(kind: string, job: NewJob): Promise<JobId> {
    await this.#ensure(kind)
    const { key } = job
    if (key === undefined) return this.#insert(kind, job, undefined)
    return inTransaction(this.#boss, db => this.#sendOnce(db, kind, key, job))
  }

  async sendWithin(changes: Changes, kind: string, job: NewJob): Promise<JobId> {
    const known = this.#kinds.has(kind)
    await this.#ensure(kind)
    // A queue that was made just now is not in the view of a change that has read before: it begins anew.
    if (!known) throw new LedgerFailure('ledger-contended', `the queue ${kind} was made meanwhile`)
    const db = fromKysely(changes)
    return job.key === undefined ? this.#insert(kind, job, db) : this.#sendOnce(db, kind, job.key, job)
  }

  async schedule(kind: string, job: NewJob): Promise<JobId> {
    await this.#ensure(kind)
    return inTransaction(this.#boss, async db => {
      const waiting = await waitingOf(db, kind, job.key ?? '')
      if (waiting === undefined) return this.#insert(kind, job, db)
      const { payload, backoff, priority, notBeforeMs = 0 } = job
      const data: BossData = { payload, backoff }
      const changed = await this.#boss.update(kind, data, {
        id: waiting,
        priority,
        startAfter: new Date(notBeforeMs),
        db,
      })
      // A worker took it between the two statements: what was asked for becomes a job of its own.
      return changed.updated === 1 ? idFromUuid(waiting) : this.#insert(kind, job, db)
    })
  }

  async claim(kind: string, count: number, worker: string): Promise<readonly ClaimedJob[]> {
    await this.#ensure(kind)
    const nowMs = this.#timers.monotonicMs()
    if (nowMs - (this.#looked.get(kind) ?? Number.NEGATIVE_INFINITY) >= lookMs) {
      this.#looked.set(kind, nowMs)
      await takeBack(this.#boss, kind)
    }
    return lease(this.#boss, kind, count, worker)
  }

  beat(claims: readonly Claim[]): Promise<ReadonlySet<JobId>> {
    return renew(this.#boss, claims)
  }

  async complete(claim: Claim): Promise<boolean> {
    return affected(await this.#boss.complete(claim.kind, attemptOf(claim))) === 1
  }

  fail(claim: Claim, error: string, retryInMs: number): Promise<boolean> {
    return inTransaction(this.#boss, async db => {
      const response = await this.#boss.fail(claim.kind, attemptOf(claim), { error }, { db })
      if (affected(response) !== 1) return false
      // pg-boss draws its own jitter from the database; ours comes from the random source that was given.
      const { id } = attemptOf(claim)
      await this.#boss.update(claim.kind, undefined, { id, startAfter: retryInMs / 1000, db })
      return true
    })
  }

  /** pg-boss knows no "give back": cancelled and resumed in one transaction is the same, with one attempt more allowed. */
  giveBack(claim: Claim): Promise<boolean> {
    return inTransaction(this.#boss, async db => {
      const { kind } = claim
      const { id } = attemptOf(claim)
      if (affected(await this.#boss.cancel(kind, attemptOf(claim), { db })) !== 1) return false
      await this.#boss.resume(kind, id, { db })
      const [job] = await this.#boss.findJobs(kind, { id, db })
      await this.#boss.update(kind, undefined, { id, retryLimit: (job?.retryLimit ?? 0) + 1, db })
      return true
    })
  }

  async report(claim: Claim, share: number, text: string): Promise<boolean> {
    const { id, retryCount } = attemptOf(claim)
    const { rows } = await this.#boss.getDb().executeSql(
      `update ${schema}.foreseen_note n
       set share = $3, said = $4, said_ms = extract(epoch from ${schema}.job_now()) * 1000
       where n.job = $1 and n.attempt = $2 and exists (
         select 1 from ${schema}.job j
         where j.name = $5 and j.id = $1 and j.retry_count = $2 and j.state = 'active')
       returning 1`,
      [id, retryCount, share, text, claim.kind],
    )
    return rows.length === 1
  }

  async cancel(id: JobId): Promise<boolean> {
    const job = await this.get(id)
    const uuid = uuidFromId(id)
    if (job === undefined || uuid === undefined) return false
    await this.#ensure(job.kind)
    return affected(await this.#boss.cancel(job.kind, uuid)) === 1
  }

  async revive(id: JobId): Promise<boolean> {
    const job = await this.get(id)
    const uuid = uuidFromId(id)
    if (job === undefined || uuid === undefined || job.state !== 'dead') return false
    await this.#ensure(job.kind)
    return affected(await this.#boss.retry(job.kind, uuid)) === 1
  }

  async get(id: JobId): Promise<Job | undefined> {
    const uuid = uuidFromId(id)
    return uuid === undefined ? undefined : jobByUuid(this.#boss.getDb(), uuid)
  }

  list(query: JobListQuery & { readonly limit: number }): Promise<JobPage> {
    return listJobs(this.#boss.getDb(), query)
  }

  counts(): Promise<readonly JobCount[]> {
    return countJobs(this.#boss.getDb())
  }

  /** pg-boss forgets the jobs themselves; their notes follow. */
  sweep(): Promise<number> {
    return sweepNotes(this.#boss.getDb())
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, close: true })
  }

  /** pg-boss wants a queue before its first job. Creating one that is there changes nothing. */
  #ensure(kind: string): Promise<void> {
    const known = this.#kinds.get(kind)
    if (known !== undefined) return known
    const created = this.#boss.createQueue(kind, {
      heartbeatSeconds: this.#leaseMs / 1000,
      // The longest that pg-boss allows; how long a handler may run is the worker's business.
      expireInSeconds: 86_400,
      // A job that nobody has run is never forgotten: ten years.
      retentionSeconds: 315_360_000,
      deleteAfterSeconds: keptMs / 1000,
    })
    created.catch(() => this.#kinds.delete(kind))
    this.#kinds.set(kind, created)
    return created
  }

  async #sendOnce(db: Db, kind: string, key: string, job: NewJob): Promise<JobId> {
    const waiting = await waitingOf(db, kind, key)
    return waiting === undefined ? this.#insert(kind, job, db) : idFromUuid(waiting)
  }

  async #insert(kind: string, job: NewJob, db: Db | undefined): Promise<JobId> {
    const { payload, backoff, key, priority, retries, notBeforeMs } = job
    const id = newUuid(this.#timers.now(), this.#random)
    const options: SendOptions = {
      id,
      priority,
      retryLimit: retries,
      retryDelay: 0,
      heartbeatSeconds: this.#leaseMs / 1000,
      ...(key === undefined ? {} : { singletonKey: key }),
      ...(notBeforeMs === undefined ? {} : { startAfter: new Date(notBeforeMs) }),
      ...(db === undefined ? {} : { db }),
    }
    const data: BossData = { payload, backoff }
    if ((await this.#boss.send(kind, data, options)) === null)
      throw new Error(`pg-boss took no job of kind "${kind}"`)
    return idFromUuid(id)
  }
}

/** The waiting job of a key. Whoever asks for the same key at the same time waits until this transaction ends. */
async function waitingOf(db: Db, kind: string, key: string): Promise<string | undefined> {
  await db.executeSql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${schema} ${kind} ${key}`])
  const { rows } = await db.executeSql(
    `select id::text as id from ${schema}.job
     where name = $1 and singleton_key = $2 and state < 'active' order by created_on limit 1`,
    [kind, key],
  )
  const id: unknown = rows[0]?.id
  return typeof id === 'string' ? id : undefined
}
