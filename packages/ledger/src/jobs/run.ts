import { errorText, progressShare, progressText } from './bounds.ts'
import type { JobHandler, JobPayload, JobTimers, RunningJob } from './contract.ts'
import { JobFailure } from './failure.ts'
import type { ClaimedJob, JobStore } from './store.ts'

/** What a run needs of its worker. */
export interface RunSetting {
  readonly store: JobStore
  readonly timers: JobTimers
  readonly handler: JobHandler
  readonly timeoutMs: number
  /** How long to wait after a failure of this attempt. */
  retryInMs(job: ClaimedJob): number
  /** Carries out a step on the database, again and again while the lease may stand. */
  settle(step: () => Promise<boolean>): Promise<void>
  trouble(error: unknown): void
}

/** One attempt of one job, from claim to settlement. */
export class JobRun {
  readonly job: ClaimedJob
  /** Ends when handler and settlement have ended; never rejects. */
  readonly ended: Promise<void>
  readonly #setting: RunSetting
  readonly #controller = new AbortController()
  #progress: { share: number; text: string } | undefined
  #reporting: Promise<void> | undefined
  /** Set once somebody settled this attempt, so that nobody tries twice. */
  #settled = false

  constructor(job: ClaimedJob, setting: RunSetting) {
    this.job = job
    this.#setting = setting
    this.ended = this.#run()
  }

  /** Whether this attempt has its outcome; the handler may still be ending. */
  get settled(): boolean {
    return this.#settled
  }

  /** Tells the handler to end. Only the first reason counts. */
  abort(code: string, message: string): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(new JobFailure(code, message))
  }

  /** Gives the job back though its handler has not ended; what the handler does afterwards settles nothing. */
  async giveBack(): Promise<void> {
    if (this.#settled) return
    this.#settled = true
    await this.#setting.settle(() => this.#setting.store.giveBack(this.job))
  }

  async #run(): Promise<void> {
    const { timers, timeoutMs, handler } = this.#setting
    const timer = timers.setTimeout(() => void this.#timeOut(), timeoutMs)
    let step: () => Promise<boolean>
    try {
      await handler(this.#face(), this.#controller.signal)
      step = () => this.#setting.store.complete(this.job)
    } catch (error) {
      step = this.#failed(error)
    }
    timers.clearTimeout(timer)
    await this.#reporting
    await this.#settle(step)
  }

  #failed(error: unknown): () => Promise<boolean> {
    const { store } = this.#setting
    const reason: unknown = this.#controller.signal.reason
    if (reason instanceof JobFailure && reason.code === 'jobs-closing') return () => store.giveBack(this.job)
    const retryInMs = this.#setting.retryInMs(this.job)
    return () => store.fail(this.job, errorText(error), retryInMs)
  }

  async #settle(step: () => Promise<boolean>): Promise<void> {
    if (this.#settled) return
    this.#settled = true
    await this.#setting.settle(step)
  }

  /** The attempt has failed at once; the place in the worker stays taken until the handler has really ended. */
  async #timeOut(): Promise<void> {
    const text = `the job ran longer than ${Math.round(this.#setting.timeoutMs / 1000)} s`
    this.abort('jobs-timeout', text)
    await this.#settle(this.#failed(new JobFailure('jobs-timeout', text)))
  }

  #face(): RunningJob {
    const { id, kind, key, attempt } = this.job
    const payload: JobPayload = JSON.parse(this.job.payload)
    return { id, kind, key, payload, attempt, progress: (share, text) => this.#report(share, text) }
  }

  /** At most one write is under way; what comes meanwhile replaces what waits, so a busy handler cannot flood the database. */
  #report(share: number, text: string): void {
    this.#progress = { share: progressShare(share), text: progressText(text) }
    this.#reporting ??= this.#write().finally(() => {
      this.#reporting = undefined
    })
  }

  async #write(): Promise<void> {
    while (this.#progress !== undefined && !this.#settled) {
      const { share, text } = this.#progress
      this.#progress = undefined
      try {
        await this.#setting.store.report(this.job, share, text)
      } catch (error) {
        this.#setting.trouble(error)
      }
    }
  }
}
