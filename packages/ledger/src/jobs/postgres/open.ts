import type { Clock } from 'pg-boss'
import type { JobOptions, JobQueue } from '../contract.ts'
import { leaseOf, StoredJobQueue } from '../queue.ts'
import { startBoss } from './boss.ts'
import { PostgresJobStore } from './store.ts'

export interface PostgresJobOptions extends JobOptions {
  /** Connections of this process at most; 6 unless told. */
  readonly connections?: number
  /** For tests: a clock that moves pg-boss and its database together. */
  readonly clock?: Clock
}

/**
 * Jobs on PostgreSQL 15 or newer, in the schema `foreseen_jobs`, which is made where there is none. Time is the
 * database's alone. Errors: `jobs-bad-option`, and those of pg when the database cannot be reached.
 */
export async function openPostgresJobs(url: string, options: PostgresJobOptions): Promise<JobQueue> {
  const leaseMs = leaseOf(options)
  const boss = await startBoss({
    url,
    connections: options.connections ?? 6,
    clock: options.clock,
    trouble: error => options.onTrouble?.(error),
  })
  const { timers, random } = options
  return new StoredJobQueue(new PostgresJobStore(boss, { timers, random, leaseMs }), options)
}
