/** Each time that a plan was rehearsed, or is to be. */
import type { RehearsalKind } from '@foreseen/facts'
import { LedgerFailure } from '../engine/failure.ts'
import { limitOf, type Page, type PageRequest, pageOf, textAfter } from '../engine/paging.ts'
import type { Queries } from '../engine/schema.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import type { Ensured } from '../release/release.ts'

/** How far a run has come. */
export type RunState = 'waiting' | 'running' | 'done' | 'failed'

export interface StoredRun {
  readonly id: string
  readonly plan: string
  readonly planName: string
  readonly kind: RehearsalKind
  readonly state: RunState
  /** Name of the machine that ran it, or ''. */
  readonly runner: string
  readonly program: string
  readonly createdMs: number
  readonly startedMs: number | undefined
  readonly endedMs: number | undefined
  /** What it was asked for on: what it says is compared, never read. '' where a person asked. */
  readonly basis: string
  /** How often it was begun. */
  readonly attempt: number
  /** Until when its runner need not be heard of. */
  readonly untilMs: number | undefined
  /** 0 to 1. */
  readonly share: number
  /** What is being done, or why it failed. */
  readonly said: string
}

export const sharesOfOne = 1000

/** Runs with their plans and leases; only what an organisation has. */
export const runRows = (read: Queries, organisation: string) =>
  read
    .selectFrom('rehearsal_runs')
    .innerJoin('rehearsal_plans', 'rehearsal_plans.id', 'rehearsal_runs.plan')
    .leftJoin('rehearsal_leases', 'rehearsal_leases.run', 'rehearsal_runs.id')
    .selectAll('rehearsal_runs')
    .select([
      'rehearsal_plans.name as plan_name',
      'rehearsal_plans.body as plan_body',
      'rehearsal_leases.basis',
      'rehearsal_leases.attempt',
      'rehearsal_leases.lost',
      'rehearsal_leases.holder',
      'rehearsal_leases.until_ms',
      'rehearsal_leases.share',
      'rehearsal_leases.said',
    ])
    .where('rehearsal_plans.organisation', '=', organisation)

/** A row of {@link runRows}. */
export type RunRow = Awaited<ReturnType<ReturnType<typeof runRows>['executeTakeFirstOrThrow']>>

export const runOf = (row: RunRow): StoredRun => ({
  id: row.id,
  plan: row.plan,
  planName: row.plan_name,
  kind: row.kind === 'real' ? 'real' : 'what-if',
  state: row.state as RunState,
  runner: row.runner,
  program: row.program,
  createdMs: row.created_ms,
  startedMs: row.started_ms ?? undefined,
  endedMs: row.ended_ms ?? undefined,
  basis: row.basis ?? '',
  attempt: row.attempt ?? 0,
  untilMs: row.until_ms ?? undefined,
  share: (row.share ?? 0) / sharesOfOne,
  said: row.said ?? '',
})

/** It came to nothing, and says why. */
export async function endFailed(change: Change, run: string, reason: string): Promise<void> {
  await change.rows
    .updateTable('rehearsal_runs')
    .set({ state: 'failed', ended_ms: change.nowMs })
    .where('id', '=', run)
    .execute()
  await change.rows
    .updateTable('rehearsal_leases')
    .set({ said: reason, until_ms: null })
    .where('run', '=', run)
    .execute()
}

/** What a new run is. */
export interface NewRun {
  readonly plan: string
  readonly kind: RehearsalKind
  readonly basis: string
  readonly state: RunState
  readonly runner: string
  readonly program: string
  readonly startedMs: number | null
  readonly endedMs: number | null
}

export async function insertRun(change: Change, run: NewRun): Promise<string> {
  const id = change.id('run')
  const { plan, kind, state, runner, program, basis } = run
  const times = { created_ms: change.nowMs, started_ms: run.startedMs, ended_ms: run.endedMs }
  await change.rows
    .insertInto('rehearsal_runs')
    .values({ id, plan, kind, state, runner, program, ...times })
    .execute()
  await change.rows
    .insertInto('rehearsal_leases')
    .values({ run: id, basis, attempt: 0, lost: 0, holder: '', until_ms: null, share: 0, said: '' })
    .execute()
  return id
}

/**
 * A run that waits for a runner. A plan has one under way at most: while it waits or runs, asking again answers with
 * it. Codes: `ledger-missing`, `ledger-conflict` for a plan that has ended.
 */
const askRun = (core: Core, by: By, plan: string, basis: string): Promise<Ensured> =>
  core.transact(async change => {
    const row = await change.rows
      .selectFrom('rehearsal_plans')
      .select(['body', 'ended_ms'])
      .where('id', '=', plan)
      .where('organisation', '=', by.organisation)
      .executeTakeFirst()
    const { body, ended_ms: endedMs } = demand(row, 'rehearsal plan', plan)
    if (endedMs !== null) throw new LedgerFailure('ledger-conflict', 'the plan has ended')
    const open = await change.rows
      .selectFrom('rehearsal_runs')
      .select('id')
      .where('plan', '=', plan)
      .where('state', 'in', ['waiting', 'running'])
      .executeTakeFirst()
    if (open !== undefined) return { id: open.id, changed: false }
    const { kind }: { readonly kind: RehearsalKind } = JSON.parse(body)
    const waiting = { state: 'waiting', runner: '', program: '', startedMs: null, endedMs: null } as const
    const id = await insertRun(change, { plan, kind, basis, ...waiting })
    change.record({ ...by, kind: 'rehearsal.asked', subject: id, body: { plan, kind } })
    return { id, changed: true }
  })

/** Which runs are wanted. */
export interface RunFilter extends PageRequest {
  readonly organisation: string
  readonly plan?: string
}

async function listRuns({ read }: Core, filter: RunFilter): Promise<Page<StoredRun>> {
  const before = textAfter(filter)
  let query = runRows(read, filter.organisation)
  if (filter.plan !== undefined) query = query.where('rehearsal_runs.plan', '=', filter.plan)
  if (before !== undefined) query = query.where('rehearsal_runs.id', '<', before)
  const rows = await query
    .orderBy('rehearsal_runs.id', 'desc')
    .limit(limitOf(filter) + 1)
    .execute()
  return pageOf(rows, filter, row => [row.id], runOf)
}

/** The newest run of each plan that has one. */
async function lastRuns(
  { read }: Core,
  organisation: string,
  plans: readonly string[],
): Promise<ReadonlyMap<string, StoredRun>> {
  if (plans.length === 0) return new Map()
  const newest = read
    .selectFrom('rehearsal_runs')
    .select(({ fn }) => fn.max('id').as('id'))
    .where('plan', 'in', plans)
    .groupBy('plan')
  const rows = await runRows(read, organisation).where('rehearsal_runs.id', 'in', newest).execute()
  return new Map(rows.map(row => [row.plan, runOf(row)]))
}

/** Runs of an organisation's plans. */
export const runRoom = (core: Core) => ({
  /** `basis` is kept and compared, never read. Codes: `ledger-missing`, `ledger-conflict`. */
  askRun: (by: By, plan: string, basis = ''): Promise<Ensured> => askRun(core, by, plan, basis),
  /** Code: `ledger-missing`. */
  getRun: async (organisation: string, id: string): Promise<StoredRun> => {
    const query = runRows(core.read, organisation).where('rehearsal_runs.id', '=', id)
    return runOf(demand(await query.executeTakeFirst(), 'run', id))
  },
  /** Newest first. Code: `ledger-bad-cursor`. */
  listRuns: (filter: RunFilter): Promise<Page<StoredRun>> => listRuns(core, filter),
  lastRuns: (organisation: string, plans: readonly string[]): Promise<ReadonlyMap<string, StoredRun>> =>
    lastRuns(core, organisation, plans),
})

export type RunRoom = ReturnType<typeof runRoom>
