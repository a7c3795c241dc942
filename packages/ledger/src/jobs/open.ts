import { type LedgerAddress, parseLedgerAddress } from '../engine/address.ts'
import type { JobOptions, JobQueue } from './contract.ts'
import { openPostgresJobs } from './postgres/open.ts'
import { typed } from './queue.ts'
import { openSqliteJobs } from './sqlite/open.ts'

/**
 * The jobs that belong to a ledger, at the ledger's own address: tables beside its tables in a SQLite file, the schema
 * `foreseen_jobs` of its PostgreSQL database. Errors: `ledger-bad-url`, `jobs-bad-option`, `jobs-schema-newer`,
 * `ledger-cannot-open`, `ledger-unreachable`, `ledger-login-refused` and the like.
 */
export async function openJobs(address: string, options: JobOptions): Promise<JobQueue> {
  const at = parseLedgerAddress(address)
  return typed(openAt(at, options))
}

const openAt = async (at: LedgerAddress, options: JobOptions): Promise<JobQueue> =>
  at.engine === 'sqlite' ? openSqliteJobs(at.file, options) : await openPostgresJobs(at.url, options)
