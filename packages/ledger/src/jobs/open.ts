import { parseLedgerAddress } from '../engine/address.ts'
import type { JobOptions, JobQueue } from './contract.ts'
import { openPostgresJobs } from './postgres/open.ts'
import { openSqliteJobs } from './sqlite/open.ts'

/**
 * The jobs that belong to a ledger, at the ledger's own address: tables beside its tables in a SQLite file, the schema
 * `foreseen_jobs` of its PostgreSQL database. Errors: `ledger-bad-url`, `jobs-bad-option`, `jobs-schema-newer`, and what
 * node:sqlite or pg throw when the database cannot be opened.
 */
export async function openJobs(address: string, options: JobOptions): Promise<JobQueue> {
  const at = parseLedgerAddress(address)
  return at.engine === 'sqlite' ? openSqliteJobs(at.file, options) : openPostgresJobs(at.url, options)
}
