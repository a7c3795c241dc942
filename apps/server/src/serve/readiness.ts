import { type JobQueue, type Ledger, type LedgerOptions, pendingMigrations } from '@foreseen/ledger'
import type { ReadinessCheck } from '../health/health.ts'
import { housekeeping } from '../housekeeping/work.ts'

/** Another program may bring the schema further while this one runs; looking opens a connection of its own. */
const schemaEveryMs = 30_000
/** A job that was due so long ago was not taken by anybody. */
const overdueMs = 60_000

function ledgerCheck({ accounts }: Ledger): ReadinessCheck {
  return {
    name: 'ledger',
    check: async () => {
      await accounts.listOrganisations()
    },
  }
}

function schemaCheck(options: LedgerOptions): ReadinessCheck {
  let last: { readonly atMs: number; readonly pending: Promise<number> } | undefined
  return {
    name: 'schema',
    check: async () => {
      const nowMs = options.clock()
      if (last === undefined || Math.abs(nowMs - last.atMs) >= schemaEveryMs)
        last = { atMs: nowMs, pending: pendingMigrations(options) }
      const pending = await last.pending.catch((error: unknown) => {
        last = undefined
        throw error
      })
      if (pending > 0) throw new Error(`${pending} migrations are missing`)
    },
  }
}

/** Housekeeping is always planned: if it is long overdue, nobody takes jobs. */
function jobsCheck(jobs: JobQueue, now: () => number): ReadinessCheck {
  return {
    name: 'jobs',
    check: async () => {
      const { jobs: waiting } = await jobs.list({ kind: housekeeping, state: 'waiting', limit: 10 })
      const latest = now() - overdueMs
      if (waiting.some(({ createdAtMs, notBeforeMs }) => (notBeforeMs ?? createdAtMs) < latest))
        throw new Error('jobs are due and nobody takes them')
    },
  }
}

/** What must be so before `/readyz` says yes. */
export const readinessChecks = (
  ledger: Ledger,
  options: LedgerOptions,
  jobs: JobQueue,
): readonly ReadinessCheck[] => [ledgerCheck(ledger), schemaCheck(options), jobsCheck(jobs, options.clock)]
