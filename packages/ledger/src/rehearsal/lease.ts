/**
 * Who rehearses what. A runner has a run for as long as it is heard of; each attempt has a number, and whoever lost the
 * lease can change nothing any more. All of it is decided by rows, so it holds for several servers on one database.
 */
import { LedgerFailure } from '../engine/failure.ts'
import type { By, Change, Core } from '../events/change.ts'
import { planOf, type StoredPlan } from './plan.ts'
import { endFailed, type RunRow, runRows, sharesOfOne } from './run.ts'
import { seeRunner } from './runner.ts'

/** A run that is lost with its runner so often is not given to a further one. */
const mostLost = 5
/** Runs looked at in one query. */
const candidatesAtOnce = 100

/** A runner that asks for work. */
export interface Claim {
  readonly runner: string
  readonly program: string
  /** Whose credentials it has: two runners of one name are told apart by it. */
  readonly holder: string
  /** Clients that it can run. */
  readonly clients: ReadonlySet<string>
  readonly leaseMs: number
}

export interface ClaimedRun {
  readonly run: string
  readonly plan: StoredPlan
  readonly attempt: number
}

/** Which attempt speaks. */
export interface Attempt {
  readonly run: string
  readonly attempt: number
  readonly holder: string
}

export const leaseLost = (): LedgerFailure =>
  new LedgerFailure('ledger-lease-lost', 'this attempt no longer has the run')

/**
 * Whether nobody has to be heard of any more. A lease that reaches further than any was ever given is one of a clock
 * that has been put back since; servers whose clocks differ by less than a lease do not come here.
 */
export function hasLapsed(untilMs: number | null | undefined, nowMs: number, leaseMs: number): boolean {
  if (untilMs === null || untilMs === undefined) return true
  return nowMs >= untilMs || untilMs - nowMs > 2 * leaseMs
}

const isFree = (row: RunRow, nowMs: number, leaseMs: number): boolean =>
  row.state === 'waiting' || (row.state === 'running' && hasLapsed(row.until_ms, nowMs, leaseMs))

async function giveUp(change: Change, by: By, row: RunRow): Promise<void> {
  const reason = `It was lost with its runner ${mostLost} times; the last one was ${row.runner}.`
  await endFailed(change, row.id, reason)
  change.record({ ...by, kind: 'rehearsal.failed', subject: row.id, body: { reason } })
}

/** Takes one run if it is still free; looked at again inside the change, since others may have come first. */
async function take(change: Change, by: By, claim: Claim, id: string): Promise<ClaimedRun | undefined> {
  const { runner, program, holder, leaseMs } = claim
  const row = await runRows(change.rows, by.organisation)
    .where('rehearsal_runs.id', '=', id)
    .executeTakeFirst()
  if (row === undefined || !isFree(row, change.nowMs, leaseMs)) return undefined
  const lost = (row.lost ?? 0) + (row.state === 'running' ? 1 : 0)
  if (lost >= mostLost) {
    await giveUp(change, by, row)
    return undefined
  }
  const attempt = (row.attempt ?? 0) + 1
  await change.rows
    .updateTable('rehearsal_runs')
    .set({ state: 'running', runner, program, started_ms: change.nowMs })
    .where('id', '=', id)
    .execute()
  await change.rows
    .updateTable('rehearsal_leases')
    .set({ attempt, lost, holder, until_ms: change.nowMs + leaseMs, share: 0, said: '' })
    .where('run', '=', id)
    .execute()
  change.record({ ...by, kind: 'rehearsal.started', subject: id, body: { runner, program, attempt } })
  const plan = planOf({ ...row, id: row.plan, ...planColumns(row, by) })
  return { run: id, plan, attempt }
}

const planColumns = (row: RunRow, by: By) => ({
  organisation: by.organisation,
  name: row.plan_name,
  body: row.plan_body,
})

const canRun = (row: RunRow, { clients }: Claim): boolean => {
  const plan: Pick<StoredPlan, 'clients'> = JSON.parse(row.plan_body)
  return plan.clients.every(({ name }) => clients.has(name))
}

/** The oldest run that is free and whose clients the runner has; `undefined` when there is none. */
async function claimRun(core: Core, by: By, claim: Claim): Promise<ClaimedRun | undefined> {
  const nowMs = core.sources.clock()
  let after = ''
  for (;;) {
    const rows = await runRows(core.read, by.organisation)
      .where('rehearsal_runs.state', 'in', ['waiting', 'running'])
      .where('rehearsal_runs.id', '>', after)
      .orderBy('rehearsal_runs.id')
      .limit(candidatesAtOnce)
      .execute()
    for (const row of rows) {
      if (!isFree(row, nowMs, claim.leaseMs) || !canRun(row, claim)) continue
      const claimed = await core.transact(change => take(change, by, claim, row.id))
      if (claimed !== undefined) return claimed
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < candidatesAtOnce) return undefined
    after = last.id
  }
}

/** The state of a run if this attempt still has it. Code: `ledger-lease-lost`. */
export async function demandLease(change: Change, by: By, attempt: Attempt): Promise<RunRow> {
  const row = await runRows(change.rows, by.organisation)
    .where('rehearsal_runs.id', '=', attempt.run)
    .executeTakeFirst()
  if (row === undefined || row.attempt !== attempt.attempt || row.holder !== attempt.holder) throw leaseLost()
  return row
}

/** That a runner is at it is no event: it would drown what happened. */
const notedRun = (
  core: Core,
  by: By,
  attempt: Attempt,
  leaseMs: number,
  { share, said }: { readonly share: number; readonly said: string },
): Promise<void> =>
  core.transact(async change => {
    const row = await demandLease(change, by, attempt)
    if (row.state !== 'running') throw leaseLost()
    await change.rows
      .updateTable('rehearsal_leases')
      .set({ until_ms: change.nowMs + leaseMs, share: Math.round(share * sharesOfOne), said })
      .where('run', '=', attempt.run)
      .execute()
    await seeRunner(change, by, row.runner)
  })

/** Given back by a runner that ends: it waits for another one at once. */
const giveBackRun = (core: Core, by: By, attempt: Attempt): Promise<void> =>
  core.transact(async change => {
    const row = await demandLease(change, by, attempt)
    if (row.state === 'waiting') return
    if (row.state !== 'running') throw leaseLost()
    await change.rows
      .updateTable('rehearsal_runs')
      .set({ state: 'waiting', started_ms: null })
      .where('id', '=', attempt.run)
      .execute()
    await change.rows
      .updateTable('rehearsal_leases')
      .set({ until_ms: null, share: 0, said: '' })
      .where('run', '=', attempt.run)
      .execute()
    change.record({
      ...by,
      kind: 'rehearsal.given-back',
      subject: attempt.run,
      body: { runner: row.runner, attempt: attempt.attempt },
    })
  })

/** Taking runs, keeping them, giving them back. */
export const leaseRoom = (core: Core) => ({
  /** The oldest run that is free and all of whose clients the runner has. */
  claimRun: (by: By, claim: Claim): Promise<ClaimedRun | undefined> => claimRun(core, by, claim),
  /** Says how far it is, and keeps the lease. Code: `ledger-lease-lost`. */
  noteRun: (
    by: By,
    attempt: Attempt,
    leaseMs: number,
    progress: { readonly share: number; readonly said: string },
  ): Promise<void> => notedRun(core, by, attempt, leaseMs, progress),
  /** Code: `ledger-lease-lost`. */
  giveBackRun: (by: By, attempt: Attempt): Promise<void> => giveBackRun(core, by, attempt),
})

export type LeaseRoom = ReturnType<typeof leaseRoom>
