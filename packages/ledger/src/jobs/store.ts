import type { Changes } from '../engine/schema.ts'
import type { NewJob } from './bounds.ts'
import type { Backoff, Job, JobCount, JobId, JobListQuery, JobPage } from './contract.ts'

/** The right to settle one attempt. A later attempt of the same job makes it void. */
export interface Claim {
  readonly id: JobId
  readonly kind: string
  readonly attempt: number
}

export interface ClaimedJob extends Claim {
  readonly key: string | undefined
  /** JSON text. */
  readonly payload: string
  readonly backoff: Backoff
}

/**
 * What an engine must be able to do. Every method but one is one transaction. What settles an attempt answers `false` when
 * the claim is void, and then has changed nothing.
 */
export interface JobStore {
  send(kind: string, job: NewJob): Promise<JobId>
  /** As `send`, in a transaction of the ledger; the one method that is not a transaction of its own. */
  sendWithin(changes: Changes, kind: string, job: NewJob): Promise<JobId>
  schedule(kind: string, job: NewJob): Promise<JobId>
  /** Takes leases that have run out back first, then leases up to `count` due jobs, by priority, then time. */
  claim(kind: string, count: number, worker: string): Promise<readonly ClaimedJob[]>
  /** Renews leases; the ids that are still held. */
  beat(claims: readonly Claim[]): Promise<ReadonlySet<JobId>>
  complete(claim: Claim): Promise<boolean>
  /** Waits again for `retryInMs` where attempts are left, is dead where not. */
  fail(claim: Claim, error: string, retryInMs: number): Promise<boolean>
  /** Back to the waiting ones, with the attempt given back too. */
  giveBack(claim: Claim): Promise<boolean>
  report(claim: Claim, share: number, text: string): Promise<boolean>
  cancel(id: JobId): Promise<boolean>
  revive(id: JobId): Promise<boolean>
  get(id: JobId): Promise<Job | undefined>
  list(query: Required<Pick<JobListQuery, 'limit'>> & JobListQuery): Promise<JobPage>
  counts(): Promise<readonly JobCount[]>
  sweep(): Promise<number>
  close(): Promise<void>
}

export const leaseLostText = 'jobs-lease-lost: the worker was not heard of for longer than the lease'

/** How long a job that has ended can be looked at. */
export const keptMs = 30 * 86_400_000
