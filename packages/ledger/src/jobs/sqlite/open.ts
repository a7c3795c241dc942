import type { JobOptions, JobQueue } from '../contract.ts'
import { leaseOf, StoredJobQueue } from '../queue.ts'
import { FileDoor } from './door.ts'
import { SqliteJobStore } from './store.ts'

/**
 * Jobs in a SQLite file, which is made where there is none. Processes of one machine may share it.
 * Errors: `jobs-bad-option`, `jobs-schema-newer`, and those of the file system as node:sqlite throws them.
 */
export function openSqliteJobs(file: string, options: JobOptions): JobQueue {
  const { timers, random } = options
  const leaseMs = leaseOf(options)
  const door = new FileDoor(file, timers)
  return new StoredJobQueue(new SqliteJobStore(door, { timers, random, leaseMs }), options)
}
