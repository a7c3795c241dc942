import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import type { JobTimers } from '../contract.ts'
import { JobFailure } from '../failure.ts'
import { bringUpToDate } from './tables.ts'

export type Row = Record<string, SQLOutputValue>

/** Statements on the tables of jobs, prepared once. */
export interface Tables {
  one(sql: string, ...values: SQLInputValue[]): Row | undefined
  all(sql: string, ...values: SQLInputValue[]): Row[]
  /** Rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number
}

/** The one way to the tables of jobs. */
export interface JobDoor {
  /** In one transaction; what `work` throws undoes its own changes alone. Errors: `jobs-busy`. */
  write<T>(work: (tables: Tables) => T): Promise<T>
  read<T>(work: (tables: Tables) => T): T
  close(): Promise<void>
}

interface Waiting {
  run(): void
  settle(failure?: unknown): void
}

const patienceMs = 30_000
const busyPauseMs = 5

/**
 * Writes that come in the same turn of the event loop share one transaction, and so one sync to the disk, which is what
 * a small write costs. The lock of another process is waited for with a timer and not inside SQLite: a blocked event
 * loop could not renew leases, and would wait forever for a transaction of its own process.
 */
export class FileDoor implements JobDoor {
  readonly #database: DatabaseSync
  readonly #tables: Tables
  readonly #timers: JobTimers
  #waiting: Waiting[] = []
  #draining: Promise<void> | undefined

  constructor(file: string, timers: JobTimers) {
    this.#timers = timers
    this.#database = new DatabaseSync(file, { timeout: 5000 })
    this.#database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;')
    try {
      bringUpToDate(this.#database)
    } catch (error) {
      this.#database.close()
      throw error
    }
    this.#database.exec('pragma busy_timeout = 0;')
    this.#tables = tablesOf(this.#database)
  }

  write<T>(work: (tables: Tables) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T
      this.#waiting.push({
        run: () => {
          result = work(this.#tables)
        },
        settle: failure => (failure === undefined ? resolve(result) : reject(failure)),
      })
      this.#start()
    })
  }

  read<T>(work: (tables: Tables) => T): T {
    return work(this.#tables)
  }

  async close(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining
    this.#database.close()
  }

  #start(): void {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined
      if (this.#waiting.length > 0) this.#start()
    })
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise<void>(resolve => setImmediate(resolve))
      const batch = this.#waiting.splice(0)
      try {
        await this.#begin()
        const outcomes = batch.map(waiting => this.#step(waiting))
        this.#database.exec('commit')
        batch.forEach((waiting, index) => {
          waiting.settle(outcomes[index])
        })
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('rollback')
        for (const waiting of batch) waiting.settle(error)
      }
    }
  }

  /** One write inside the shared transaction; what it throws undoes it alone. */
  #step(waiting: Waiting): unknown {
    this.#database.exec('savepoint one')
    try {
      waiting.run()
      this.#database.exec('release one')
      return undefined
    } catch (error) {
      this.#database.exec('rollback to one; release one')
      return error ?? new Error('nothing was thrown')
    }
  }

  async #begin(): Promise<void> {
    const beganMs = this.#timers.monotonicMs()
    for (;;) {
      try {
        this.#database.exec('begin immediate')
        return
      } catch (cause) {
        if (!isBusy(cause)) throw cause
        if (this.#timers.monotonicMs() - beganMs > patienceMs)
          throw new JobFailure('jobs-busy', 'another process keeps the database locked', cause)
        await new Promise<void>(resolve => {
          this.#timers.setTimeout(resolve, busyPauseMs)
        })
      }
    }
  }
}

/** SQLITE_BUSY with all its extended codes. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5

function tablesOf(database: DatabaseSync): Tables {
  const prepared = new Map<string, StatementSync>()
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? database.prepare(sql)
    prepared.set(sql, known)
    return known
  }
  return {
    one: (sql, ...values) => statement(sql).get(...values),
    all: (sql, ...values) => statement(sql).all(...values),
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
  }
}
