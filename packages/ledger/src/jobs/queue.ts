import { failureOf } from '../engine/failure.ts'
import type { Changes } from '../engine/schema.ts'
import { checkKind, checkNumber, parseJob, plainText } from './bounds.ts'
import type {
  JobHandler,
  JobId,
  JobListQuery,
  JobOptions,
  JobPage,
  JobPayload,
  JobQueue,
  SendOptions,
  Work,
  WorkOptions,
} from './contract.ts'
import { JobFailure } from './failure.ts'
import type { JobStore } from './store.ts'
import { JobWorker } from './worker.ts'

const defaultLeaseMs = 30_000
const defaultPollMs = 1000
const defaultGraceMs = 10_000

/** Whole seconds: the engine below PostgreSQL counts in them, and takes none below 10. Errors: `jobs-bad-option`. */
export function leaseOf(options: JobOptions): number {
  const leaseMs = checkNumber('leaseMs', options.leaseMs ?? defaultLeaseMs, 10_000, 3_600_000)
  if (leaseMs % 1000 !== 0) throw new JobFailure('jobs-bad-option', 'leaseMs must be whole seconds')
  return leaseMs
}

/** What an engine throws becomes a failure of the ledger with its code. */
export async function typed<T>(outcome: Promise<T>): Promise<T> {
  try {
    return await outcome
  } catch (error) {
    throw failureOf(error)
  }
}

/** What both engines have in common: bounds, workers, and who is told of what. */
export class StoredJobQueue implements JobQueue {
  readonly #store: JobStore
  readonly #options: JobOptions
  readonly #leaseMs: number
  readonly #workers = new Map<string, Set<JobWorker>>()
  #closed: Promise<void> | undefined

  constructor(store: JobStore, options: JobOptions) {
    this.#store = store
    this.#options = options
    this.#leaseMs = leaseOf(options)
  }

  async send(kind: string, payload: JobPayload, options: SendOptions = {}): Promise<JobId> {
    this.#checkOpen()
    checkKind(kind)
    const id = await typed(this.#store.send(kind, parseJob(payload, options)))
    this.#wake(kind)
    return id
  }

  async sendWithin(
    changes: Changes,
    kind: string,
    payload: JobPayload,
    options: SendOptions = {},
  ): Promise<JobId> {
    this.#checkOpen()
    checkKind(kind)
    return typed(this.#store.sendWithin(changes, kind, parseJob(payload, options)))
  }

  async schedule(
    key: string,
    kind: string,
    payload: JobPayload,
    nextAtMs: number,
    options: Omit<SendOptions, 'key' | 'notBeforeMs'> = {},
  ): Promise<JobId> {
    this.#checkOpen()
    checkKind(kind)
    const job = parseJob(payload, { ...options, key, notBeforeMs: nextAtMs })
    const id = await typed(this.#store.schedule(kind, job))
    this.#wake(kind)
    return id
  }

  work(kind: string, options: WorkOptions, handler: JobHandler): Work {
    this.#checkOpen()
    checkKind(kind)
    const leaseMs = this.#leaseMs
    const worker = new JobWorker({
      store: this.#store,
      timers: this.#options.timers,
      random: this.#options.random,
      kind,
      name: plainText(this.#options.worker, 100),
      concurrency: checkNumber('concurrency', options.concurrency ?? 1, 1, 64),
      heartbeatMs: checkNumber('heartbeatMs', options.heartbeatMs ?? Math.floor(leaseMs / 3), 1, leaseMs / 2),
      timeoutMs: checkNumber('timeoutMs', options.timeoutMs ?? 900_000, 1, 12 * 3_600_000),
      leaseMs,
      pollMs: checkNumber('pollMs', this.#options.pollMs ?? defaultPollMs, 1, 60_000),
      handler,
      trouble: error => this.#options.onTrouble?.(error),
    })
    const workers = this.#workers.get(kind) ?? new Set()
    this.#workers.set(kind, workers.add(worker))
    return {
      stop: async graceMs => {
        workers.delete(worker)
        await worker.stop(graceMs ?? defaultGraceMs)
      },
    }
  }

  async cancel(id: JobId): Promise<boolean> {
    this.#checkOpen()
    const cancelled = await typed(this.#store.cancel(id))
    if (cancelled) for (const worker of this.#all()) worker.cancelled(id)
    return cancelled
  }

  async revive(id: JobId): Promise<boolean> {
    this.#checkOpen()
    const revived = await typed(this.#store.revive(id))
    if (revived) for (const worker of this.#all()) worker.wake()
    return revived
  }

  async get(id: JobId): ReturnType<JobStore['get']> {
    this.#checkOpen()
    return typed(this.#store.get(id))
  }

  async list(query: JobListQuery = {}): Promise<JobPage> {
    this.#checkOpen()
    if (query.kind !== undefined) checkKind(query.kind)
    return typed(this.#store.list({ ...query, limit: checkNumber('limit', query.limit ?? 50, 1, 500) }))
  }

  async counts(): ReturnType<JobStore['counts']> {
    this.#checkOpen()
    return typed(this.#store.counts())
  }

  async sweep(): Promise<number> {
    this.#checkOpen()
    return typed(this.#store.sweep())
  }

  close(graceMs = defaultGraceMs): Promise<void> {
    this.#closed ??= Promise.all(this.#all().map(worker => worker.stop(graceMs))).then(() =>
      this.#store.close(),
    )
    return this.#closed
  }

  #all(): JobWorker[] {
    return [...this.#workers.values()].flatMap(workers => [...workers])
  }

  #wake(kind: string): void {
    for (const worker of this.#workers.get(kind) ?? []) worker.wake()
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw new JobFailure('jobs-closed', 'the queue of jobs was closed')
  }
}
