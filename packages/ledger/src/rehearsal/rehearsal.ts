/** What is rehearsed, each time it was, and what came of it, with the evidence from the wire. */
import type { RehearsalKind, RehearsedClient } from '@foreseen/facts'
import { limitOf, type Page, type PageRequest, pageOf, textAfter } from '../engine/paging.ts'
import type { Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from '../events/canonical.ts'
import { type By, type Core, demand } from '../events/change.ts'
import { readClients, storeClient } from './rows.ts'

/** How far a run has come. */
export type RunState = 'waiting' | 'running' | 'done' | 'failed'

export interface StoredRun {
  readonly id: string
  readonly plan: string
  readonly kind: RehearsalKind
  readonly state: RunState
  /** Name of the machine that ran it, or ''. */
  readonly runner: string
  readonly program: string
  readonly createdMs: number
  readonly startedMs: number | undefined
  readonly endedMs: number | undefined
}

/** One client of a run, with the release that it is, where that is known. */
export interface ClientResult {
  readonly rehearsed: RehearsedClient
  readonly release?: string
}

const runOf = (row: Row<'rehearsal_runs'>): StoredRun => ({
  id: row.id,
  plan: row.plan,
  kind: row.kind === 'real' ? 'real' : 'what-if',
  state: row.state as RunState,
  runner: row.runner,
  program: row.program,
  createdMs: row.created_ms,
  startedMs: row.started_ms ?? undefined,
  endedMs: row.ended_ms ?? undefined,
})

const createPlan = (core: Core, by: By, name: string, body: Json): Promise<string> =>
  core.transact(async change => {
    const id = change.id('pla')
    const { organisation } = by
    const text = canonicalJson(body)
    await change.rows
      .insertInto('rehearsal_plans')
      .values({ id, organisation, name, body: text, created_ms: change.nowMs, ended_ms: null })
      .execute()
    change.record({ ...by, kind: 'rehearsal.planned', subject: id, body: { name, body } })
    return id
  })

/** A run that waits for a runner. Code: `ledger-refers-to-nothing`. */
const createRun = (core: Core, by: By, plan: string, kind: RehearsalKind): Promise<string> =>
  core.transact(async change => {
    const id = change.id('run')
    const times = { created_ms: change.nowMs, started_ms: null, ended_ms: null }
    await change.rows
      .insertInto('rehearsal_runs')
      .values({ id, plan, kind, state: 'waiting', runner: '', program: '', ...times })
      .execute()
    change.record({ ...by, kind: 'rehearsal.asked', subject: id, body: { plan, kind } })
    return id
  })

/** A runner begins. Beginning again after a runner was lost is allowed. Code: `ledger-missing`. */
const startRun = (core: Core, by: By, id: string, runner: string, program: string): Promise<void> =>
  core.transact(async change => {
    const row = await change.rows
      .updateTable('rehearsal_runs')
      .set({ state: 'running', runner, program, started_ms: change.nowMs })
      .where('id', '=', id)
      .where('state', 'in', ['waiting', 'running'])
      .returning('id')
      .executeTakeFirst()
    demand(row, 'run that waits or runs,', id)
    change.record({ ...by, kind: 'rehearsal.started', subject: id, body: { runner, program } })
  })

/**
 * Stores what a run came to, whole or not at all, and ends it. The same sent twice, by a runner that did not
 * hear the answer, changes nothing. Codes: `ledger-missing`, `ledger-refers-to-nothing`.
 */
const finishRun = (core: Core, by: By, id: string, clients: readonly ClientResult[]): Promise<boolean> =>
  core.transact(async change => {
    const row = await change.rows
      .selectFrom('rehearsal_runs')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    if (demand(row, 'run', id).state === 'done') return false
    for (const { rehearsed, release } of clients)
      await storeClient(change.rows, id, rehearsed, release ?? null)
    await change.rows
      .updateTable('rehearsal_runs')
      .set({ state: 'done', ended_ms: change.nowMs })
      .where('id', '=', id)
      .execute()
    const said = clients.map(({ rehearsed }) => ({ client: rehearsed.client, pin: rehearsed.pin.kind }))
    change.record({ ...by, kind: 'rehearsal.done', subject: id, body: { clients: said } })
    return true
  })

/** A run came to nothing. Code: `ledger-missing`. */
const failRun = (core: Core, by: By, id: string, reason: string): Promise<void> =>
  core.transact(async change => {
    const row = await change.rows
      .updateTable('rehearsal_runs')
      .set({ state: 'failed', ended_ms: change.nowMs })
      .where('id', '=', id)
      .where('state', '!=', 'done')
      .returning('id')
      .executeTakeFirst()
    demand(row, 'run that is not done,', id)
    change.record({ ...by, kind: 'rehearsal.failed', subject: id, body: { reason } })
  })

/** Newest first. */
async function listRuns({ read }: Core, plan: string, request: PageRequest): Promise<Page<StoredRun>> {
  const before = textAfter(request)
  let query = read.selectFrom('rehearsal_runs').selectAll().where('plan', '=', plan)
  if (before !== undefined) query = query.where('id', '<', before)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limitOf(request) + 1)
    .execute()
  return pageOf(rows, request, row => [row.id], runOf)
}

/** Plans, runs, verdicts, evidence. */
export const rehearsalRoom = (core: Core) => ({
  /** `body` says fleet, scenarios and trust stores, as the files of a rehearsal do. Answers the id. */
  createPlan: (by: By, name: string, body: Json): Promise<string> => createPlan(core, by, name, body),
  /** Code: `ledger-missing`. */
  getPlan: async (id: string): Promise<{ readonly name: string; readonly body: Json }> => {
    const query = core.read.selectFrom('rehearsal_plans').selectAll().where('id', '=', id)
    const { name, body } = demand(await query.executeTakeFirst(), 'rehearsal plan', id)
    return { name, body: JSON.parse(body) }
  },
  createRun: (by: By, plan: string, kind: RehearsalKind): Promise<string> => createRun(core, by, plan, kind),
  startRun: (by: By, id: string, runner: string, program: string): Promise<void> =>
    startRun(core, by, id, runner, program),
  /** Answers whether anything changed. */
  finishRun: (by: By, id: string, clients: readonly ClientResult[]): Promise<boolean> =>
    finishRun(core, by, id, clients),
  failRun: (by: By, id: string, reason: string): Promise<void> => failRun(core, by, id, reason),
  /** Code: `ledger-missing`. */
  getRun: async (id: string): Promise<StoredRun> => {
    const row = await core.read
      .selectFrom('rehearsal_runs')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return runOf(demand(row, 'run', id))
  },
  /** Newest first. Code: `ledger-bad-cursor`. */
  listRuns: (plan: string, request: PageRequest = {}): Promise<Page<StoredRun>> =>
    listRuns(core, plan, request),
  /** Every client with its cells and their evidence, as they were stored. */
  readClients: (run: string): Promise<readonly ClientResult[]> => readClients(core.read, run),
  /** Runs in which a release took part, newest first. */
  runsWith: async (release: string): Promise<readonly string[]> => {
    const query = core.read.selectFrom('rehearsed_clients').select('run').where('release', '=', release)
    return (await query.distinct().orderBy('run', 'desc').execute()).map(({ run }) => run)
  },
})

export type RehearsalRoom = ReturnType<typeof rehearsalRoom>
