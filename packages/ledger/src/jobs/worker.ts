import { retryInMs } from './backoff.ts'
import type { JobHandler, JobId, JobTimers, Work } from './contract.ts'
import { JobRun, type RunSetting } from './run.ts'
import type { ClaimedJob, JobStore } from './store.ts'

interface WorkerSetting {
  readonly store: JobStore
  readonly timers: JobTimers
  readonly random: () => number
  readonly kind: string
  readonly name: string
  readonly concurrency: number
  readonly heartbeatMs: number
  readonly timeoutMs: number
  readonly leaseMs: number
  readonly pollMs: number
  readonly handler: JobHandler
  trouble(error: unknown): void
}

/** Claims jobs of one kind and keeps their leases, until stopped. */
export class JobWorker implements Work {
  readonly #setting: WorkerSetting
  readonly #runSetting: RunSetting
  /** A set and not a map: after a timeout the next attempt of a job may begin while the handler of the last still ends. */
  readonly #runs = new Set<JobRun>()
  /** By the monotonic clock: when the leases of all runs were last known to stand. */
  #heardMs: number
  #claiming: Promise<void> | undefined
  #beating: Promise<void> | undefined
  #again = false
  #stopped = false
  /** The grace is over: what cannot be settled at the first try is left to the lease. */
  #gone = false
  #pollTimer: unknown
  #beatTimer: unknown
  readonly #waits = new Set<() => void>()

  constructor(setting: WorkerSetting) {
    this.#setting = setting
    this.#heardMs = setting.timers.monotonicMs()
    this.#runSetting = {
      store: setting.store,
      timers: setting.timers,
      handler: setting.handler,
      timeoutMs: setting.timeoutMs,
      retryInMs: job => retryInMs(job.backoff, job.attempt, setting.random),
      settle: step => this.#settle(step),
      trouble: error => setting.trouble(error),
    }
    this.wake()
    this.#beatLater()
  }

  /** Looks for work now. */
  wake(): void {
    if (this.#stopped) return
    if (this.#claiming !== undefined) {
      this.#again = true
      return
    }
    this.#claiming = this.#claim().finally(() => {
      this.#claiming = undefined
      this.#pollLater()
    })
  }

  /** A job was cancelled in this process: its handler need not wait for the heartbeat. */
  cancelled(id: JobId): void {
    for (const run of this.#runs) if (run.job.id === id) run.abort('jobs-cancelled', 'the job was cancelled')
  }

  async stop(graceMs = 10_000): Promise<void> {
    const { timers } = this.#setting
    this.#stopped = true
    timers.clearTimeout(this.#pollTimer)
    await this.#claiming
    const runs = [...this.#runs]
    for (const run of runs) run.abort('jobs-closing', 'the worker ends')
    const ended = Promise.all(runs.map(run => run.ended))
    if (runs.length > 0) await Promise.race([ended, this.#pause(graceMs)])
    this.#gone = true
    for (const wake of this.#waits) wake()
    await Promise.all([...this.#runs].map(run => run.giveBack()))
    timers.clearTimeout(this.#beatTimer)
    await this.#beating
  }

  #pollLater(): void {
    const { timers, pollMs } = this.#setting
    if (this.#stopped) return
    timers.clearTimeout(this.#pollTimer)
    this.#pollTimer = timers.setTimeout(() => this.wake(), pollMs)
  }

  async #claim(): Promise<void> {
    const { store, kind, name, concurrency } = this.#setting
    try {
      do {
        this.#again = false
        const free = concurrency - this.#runs.size
        if (free <= 0) return
        await this.#catchUp()
        const claimed = await store.claim(kind, free, name)
        for (const job of claimed) this.#begin(job)
        if (claimed.length === free) return
      } while (this.#again && !this.#stopped)
    } catch (error) {
      this.#setting.trouble(error)
    }
  }

  /** A process that was held up (a disk that stalls, a machine that slept) renews its leases before it looks for lost ones: they may be its own. */
  async #catchUp(): Promise<void> {
    const { timers, heartbeatMs } = this.#setting
    if (this.#runs.size === 0) this.#heardMs = timers.monotonicMs()
    else if (timers.monotonicMs() - this.#heardMs > heartbeatMs) await this.#beat()
  }

  #begin(job: ClaimedJob): void {
    const run = new JobRun(job, this.#runSetting)
    this.#runs.add(run)
    void run.ended.then(() => {
      this.#runs.delete(run)
      this.wake()
    })
  }

  #beatLater(): void {
    const { timers, heartbeatMs } = this.#setting
    this.#beatTimer = timers.setTimeout(() => {
      this.#beating = this.#beat().finally(() => {
        this.#beating = undefined
      })
      this.#beatLater()
    }, heartbeatMs)
  }

  async #beat(): Promise<void> {
    const { store, timers, leaseMs } = this.#setting
    const runs = [...this.#runs].filter(run => !run.settled)
    if (runs.length === 0) return
    const beganMs = timers.monotonicMs()
    try {
      const held = await store.beat(runs.map(run => run.job))
      this.#heardMs = beganMs
      await Promise.all(runs.filter(run => !held.has(run.job.id)).map(run => this.#lost(run)))
    } catch (error) {
      this.#setting.trouble(error)
      // The database is away. Once the lease may have run out, another may have begun: this one must end.
      if (timers.monotonicMs() - this.#heardMs >= leaseMs)
        for (const run of runs)
          run.abort('jobs-lease-lost', 'the database was away for longer than the lease')
    }
  }

  async #lost(run: JobRun): Promise<void> {
    if (run.settled) return
    const now = await this.#setting.store.get(run.job.id)
    if (now?.state === 'cancelled') run.abort('jobs-cancelled', 'the job was cancelled')
    else run.abort('jobs-lease-lost', 'another worker has the job')
  }

  /** Settles while the lease may stand: a database that is gone for a moment does not cost a finished job. */
  async #settle(step: () => Promise<boolean>): Promise<void> {
    const { timers, leaseMs, pollMs } = this.#setting
    const beganMs = timers.monotonicMs()
    for (;;) {
      try {
        await step()
        return
      } catch (error) {
        this.#setting.trouble(error)
        if (this.#gone || timers.monotonicMs() - beganMs >= leaseMs) return
        await this.#pause(pollMs)
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const wake = (): void => {
        this.#setting.timers.clearTimeout(timer)
        this.#waits.delete(wake)
        resolve()
      }
      const timer = this.#setting.timers.setTimeout(wake, ms)
      this.#waits.add(wake)
    })
  }
}
