/** Jobs behind one interface; both engines keep the same promises, and one suite of tests holds them to it. */

import type { Changes } from '../engine/schema.ts'

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/** What a job is about. At most 256 kB as JSON text; its meaning is checked by sender and handler. */
export type JobPayload = { readonly [name: string]: JsonValue }

/** `job_` and 26 characters that sort by time of sending. */
export type JobId = string

/**
 * - `waiting`: to be run, perhaps not before a moment, perhaps again
 * - `running`: a worker holds it
 * - `done`: its handler returned
 * - `dead`: every attempt failed; `lastError` says how the last one did
 * - `cancelled`: by a person or by code, before or while it ran
 */
export type JobState = 'waiting' | 'running' | 'done' | 'dead' | 'cancelled'

/** A job as people see it. All times are epoch milliseconds by the clock of the engine. */
export interface Job {
  readonly id: JobId
  readonly kind: string
  readonly key: string | undefined
  readonly state: JobState
  readonly priority: number
  readonly payload: JobPayload
  /** How often it was begun. */
  readonly attempts: number
  /** How often it may be begun again after a failure. */
  readonly retries: number
  readonly createdAtMs: number
  /** Not run before; `undefined` where it never had to wait. */
  readonly notBeforeMs: number | undefined
  /** Begin of the latest attempt. */
  readonly startedAtMs: number | undefined
  readonly finishedAtMs: number | undefined
  /** Who runs it or ran it last. */
  readonly worker: string | undefined
  readonly progress: JobProgress | undefined
  /** At most 2,000 characters. */
  readonly lastError: string | undefined
}

export interface JobProgress {
  /** 0 to 1. */
  readonly share: number
  /** At most 500 characters. */
  readonly text: string
  readonly atMs: number
}

/** Exponential with full jitter: the wait is drawn evenly from 0 to `baseMs * 2^(attempt - 1)`, at most `mostMs`. */
export interface Backoff {
  readonly baseMs: number
  readonly mostMs: number
}

export interface SendOptions {
  /** While a job of this kind and key waits, sending again returns its id and changes nothing. */
  readonly key?: string
  /** Epoch milliseconds by the engine's clock. */
  readonly notBeforeMs?: number
  /** -100 to 100, higher first; 0 unless told. */
  readonly priority?: number
  /** 0 to 100; 4 unless told. */
  readonly retries?: number
  /** 5 s to 10 min unless told. */
  readonly backoff?: Backoff
}

export interface WorkOptions {
  /** Handlers at once, 1 to 64; 1 unless told. */
  readonly concurrency?: number
  /** How often the lease is renewed; a third of the lease unless told, never more than half. */
  readonly heartbeatMs?: number
  /** A handler may run so long; 15 minutes unless told, at most 12 hours. */
  readonly timeoutMs?: number
}

/** A job in the hands of its handler. */
export interface RunningJob {
  readonly id: JobId
  readonly kind: string
  readonly key: string | undefined
  readonly payload: JobPayload
  /** 1 at the first time. */
  readonly attempt: number
  /** Says how far it is, 0 to 1; cheap to call often, the latest is written. */
  progress(share: number, text: string): void
}

/**
 * Returns when the job is done; throws when it failed. The same job may come again (at least once), so what it
 * does must bear repetition. The signal fires with a {@link JobFailure}: `jobs-cancelled`, `jobs-lease-lost`,
 * `jobs-timeout`, `jobs-closing`.
 */
export type JobHandler = (job: RunningJob, signal: AbortSignal) => Promise<void>

export interface JobListQuery {
  readonly kind?: string
  readonly state?: JobState
  /** `next` of the page before. */
  readonly cursor?: string
  /** 1 to 500; 50 unless told. */
  readonly limit?: number
}

export interface JobPage {
  /** Newest first. */
  readonly jobs: readonly Job[]
  readonly next: string | undefined
}

export interface JobCount {
  readonly kind: string
  readonly state: JobState
  readonly count: number
}

export interface Work {
  /** Claims nothing more, tells running handlers, waits up to `graceMs`, gives back what is unfinished. */
  stop(graceMs?: number): Promise<void>
}

/** Beside the errors named, every call may throw a `LedgerFailure` when the database is away, full or damaged. */
export interface JobQueue {
  /** Errors: `jobs-bad-kind`, `jobs-bad-key`, `jobs-bad-option`, `jobs-bad-payload`, `jobs-too-large`, `jobs-busy`, `jobs-closed`. */
  send(kind: string, payload: JobPayload, options?: SendOptions): Promise<JobId>
  /**
   * As `send`, inside a change of the ledger (`ledger.transact`): the job is there when the change is, or neither. Runs at
   * the next look of a worker. Two changes that send one key at the same moment may leave two jobs of it on PostgreSQL.
   * Errors: those of `send`.
   */
  sendWithin(changes: Changes, kind: string, payload: JobPayload, options?: SendOptions): Promise<JobId>
  /**
   * The waiting job of this kind and key runs at `nextAtMs`, with this payload: moved if there is one, sent if there
   * is none. Called again and again with the same facts it changes nothing. Errors: those of `send`.
   */
  schedule(
    key: string,
    kind: string,
    payload: JobPayload,
    nextAtMs: number,
    options?: Omit<SendOptions, 'key' | 'notBeforeMs'>,
  ): Promise<JobId>
  /** Runs jobs of a kind until stopped. Errors: `jobs-bad-kind`, `jobs-bad-option`, `jobs-closed`. */
  work(kind: string, options: WorkOptions, handler: JobHandler): Work
  /** Cancels what waits or runs; `false` when it had ended or never was. Elsewhere the handler hears of it at its next heartbeat. */
  cancel(id: JobId): Promise<boolean>
  /** One more attempt for a dead job; `false` when it is not dead. */
  revive(id: JobId): Promise<boolean>
  get(id: JobId): Promise<Job | undefined>
  /** Errors: `jobs-bad-kind`, `jobs-bad-option`. */
  list(query?: JobListQuery): Promise<JobPage>
  /** By kind, then state. */
  counts(): Promise<readonly JobCount[]>
  /** Forgets jobs that ended more than 30 days ago, at most 10,000 a call; how many. */
  sweep(): Promise<number>
  /** Stops all work as `Work.stop` does and lets go of the database. */
  close(graceMs?: number): Promise<void>
}

/** Time and timers, given so that tests own them. */
export interface JobTimers {
  /** Epoch milliseconds. */
  now(): number
  /** Milliseconds since some moment; never goes back, whatever happens to the wall clock, and is one for all processes of the machine. */
  monotonicMs(): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
}

export interface JobOptions {
  readonly timers: JobTimers
  /** 0 to 1, as `Math.random`. */
  readonly random: () => number
  /** Shown beside the jobs that it runs: host and process. At most 100 characters. */
  readonly worker: string
  /** A worker that is not heard of for so long loses its jobs; whole seconds, 10 s to 1 h; 30 s unless told. */
  readonly leaseMs?: number
  /** How long an idle worker waits before it looks again; 1 s unless told. */
  readonly pollMs?: number
  /** Hears of what failed in the background: a database that is gone, a job that could not be settled. */
  readonly onTrouble?: (error: unknown) => void
}
