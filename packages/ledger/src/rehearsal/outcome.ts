/** How runs end: with everything that was seen, or with the reason why there is nothing. */
import type { RehearsalKind, RehearsedClient, ScenarioKind } from '@foreseen/facts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import { type Attempt, demandLease, leaseLost } from './lease.ts'
import { ensurePlanIn, findPlanIn, type RehearsalPlanText } from './plan.ts'
import { readClients, storeClient } from './rows.ts'
import { endFailed, insertRun } from './run.ts'

/** One client of a run, with the release that it is, where that is known. */
export interface ClientResult {
  readonly rehearsed: RehearsedClient
  readonly release?: string
}

/** What a report says beside its clients. */
export interface RunOutcome {
  /** One sentence each. */
  readonly answer: readonly string[]
  readonly hosts: readonly string[]
  readonly scenarios: readonly {
    readonly id: string
    readonly title: string
    readonly kind: ScenarioKind
    readonly about: string
  }[]
  /** How clients were kept apart, and what that did not promise. */
  readonly sandbox: {
    readonly method: string
    readonly noPacketLeaves: boolean
    readonly gaps: readonly string[]
  } | null
}

/** What a run came to. */
export interface RunResult {
  readonly clients: readonly ClientResult[]
  /** Digest of what was said; '' where it need not be known again. */
  readonly digest: string
  readonly outcome: RunOutcome
}

/** A rehearsal that was made elsewhere. */
export interface PushedRun extends RunResult {
  readonly planName: string
  /** The plan to make where there is none of this name. */
  readonly plan: RehearsalPlanText
  readonly kind: RehearsalKind
  readonly program: string
  readonly startedMs: number
  readonly endedMs: number
}

async function storeResult(change: Change, run: string, { clients, digest, outcome }: RunResult) {
  for (const { rehearsed, release } of clients)
    await storeClient(change.rows, run, rehearsed, release ?? null)
  await change.rows
    .insertInto('rehearsal_outcomes')
    .values({ run, digest, body: JSON.stringify(outcome) })
    .execute()
  return clients.map(({ rehearsed }) => ({ client: rehearsed.client, pin: rehearsed.pin.kind }))
}

/**
 * Stores what a run came to, whole or not at all, and ends it. The same attempt sent twice, by a runner that did not
 * hear the answer, changes nothing. Codes: `ledger-lease-lost`, `ledger-refers-to-nothing`.
 */
const finishRun = (core: Core, by: By, attempt: Attempt, result: RunResult): Promise<boolean> =>
  core.transact(async change => {
    const row = await demandLease(change, by, attempt)
    if (row.state === 'done') return false
    if (row.state !== 'running') throw leaseLost()
    const { run } = attempt
    const said = await storeResult(change, run, result)
    await change.rows
      .updateTable('rehearsal_runs')
      .set({ state: 'done', ended_ms: change.nowMs })
      .where('id', '=', run)
      .execute()
    await change.rows
      .updateTable('rehearsal_leases')
      .set({ until_ms: null, share: 1000, said: '' })
      .where('run', '=', run)
      .execute()
    change.record({ ...by, kind: 'rehearsal.done', subject: run, body: { clients: said } })
    return true
  })

/** A runner says why there is nothing; twice changes nothing. Code: `ledger-lease-lost`. */
const failRun = (core: Core, by: By, attempt: Attempt, reason: string): Promise<boolean> =>
  core.transact(async change => {
    const row = await demandLease(change, by, attempt)
    if (row.state === 'failed') return false
    if (row.state !== 'running') throw leaseLost()
    await endFailed(change, attempt.run, reason)
    change.record({ ...by, kind: 'rehearsal.failed', subject: attempt.run, body: { reason } })
    return true
  })

/** A person ends it; the runner hears of it when it next says how far it is. Code: `ledger-missing`. */
const cancelRun = (core: Core, by: By, run: string, reason: string): Promise<boolean> =>
  core.transact(async change => {
    const row = await change.rows
      .selectFrom('rehearsal_runs')
      .innerJoin('rehearsal_plans', 'rehearsal_plans.id', 'rehearsal_runs.plan')
      .select('rehearsal_runs.state')
      .where('rehearsal_runs.id', '=', run)
      .where('rehearsal_plans.organisation', '=', by.organisation)
      .executeTakeFirst()
    const { state } = demand(row, 'run', run)
    if (state === 'done' || state === 'failed') return false
    await endFailed(change, run, reason)
    change.record({ ...by, kind: 'rehearsal.cancelled', subject: run, body: { reason } })
    return true
  })

/** Takes in what was rehearsed elsewhere; the same again is the run that is there. Code: `ledger-refers-to-nothing`. */
const pushRun = (
  core: Core,
  by: By,
  pushed: PushedRun,
): Promise<{ readonly run: string; readonly changed: boolean }> =>
  core.transact(async change => {
    const known = await change.rows
      .selectFrom('rehearsal_outcomes')
      .innerJoin('rehearsal_runs', 'rehearsal_runs.id', 'rehearsal_outcomes.run')
      .innerJoin('rehearsal_plans', 'rehearsal_plans.id', 'rehearsal_runs.plan')
      .select('rehearsal_runs.id')
      .where('rehearsal_outcomes.digest', '=', pushed.digest)
      .where('rehearsal_plans.organisation', '=', by.organisation)
      .executeTakeFirst()
    if (known !== undefined) return { run: known.id, changed: false }
    const { planName, kind, program, startedMs, endedMs } = pushed
    const plan =
      (await findPlanIn(change, by, planName)) ??
      (await ensurePlanIn(change, by, planName, pushed.plan, false)).id
    const done = { state: 'done', runner: '', program, startedMs, endedMs, basis: '' } as const
    const run = await insertRun(change, { plan, kind, ...done })
    const said = await storeResult(change, run, pushed)
    change.record({ ...by, kind: 'rehearsal.pushed', subject: run, body: { plan, kind, clients: said } })
    return { run, changed: true }
  })

/** Ends of runs, and what they came to. */
export const outcomeRoom = (core: Core) => ({
  /** Answers whether anything changed. Codes: `ledger-lease-lost`, `ledger-refers-to-nothing`. */
  finishRun: (by: By, attempt: Attempt, result: RunResult): Promise<boolean> =>
    finishRun(core, by, attempt, result),
  /** Answers whether anything changed. Code: `ledger-lease-lost`. */
  failRun: (by: By, attempt: Attempt, reason: string): Promise<boolean> => failRun(core, by, attempt, reason),
  /** Answers whether anything changed. Code: `ledger-missing`. */
  cancelRun: (by: By, run: string, reason: string): Promise<boolean> => cancelRun(core, by, run, reason),
  pushRun: (by: By, pushed: PushedRun): Promise<{ readonly run: string; readonly changed: boolean }> =>
    pushRun(core, by, pushed),
  /** What the report of a run said beside its clients; `undefined` where it has not come to anything. */
  readOutcome: async (run: string): Promise<RunOutcome | undefined> => {
    const query = core.read.selectFrom('rehearsal_outcomes').select('body').where('run', '=', run)
    const row = await query.executeTakeFirst()
    return row === undefined ? undefined : JSON.parse(row.body)
  },
  /** Every client with its cells and their evidence, as they were stored. */
  readClients: (run: string): Promise<readonly ClientResult[]> => readClients(core.read, run),
  /** Runs in which a release took part, newest first. */
  runsWith: async (release: string): Promise<readonly string[]> => {
    const query = core.read.selectFrom('rehearsed_clients').select('run').where('release', '=', release)
    return (await query.distinct().orderBy('run', 'desc').execute()).map(({ run }) => run)
  },
})

export type OutcomeRoom = ReturnType<typeof outcomeRoom>
