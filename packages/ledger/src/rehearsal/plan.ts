/** What is rehearsed again and again: names of clients and hosts, never a command. */
import type { RehearsalKind } from '@foreseen/facts'
import { LedgerFailure } from '../engine/failure.ts'
import { limitOf, type Page, type PageRequest, pageOf, textAfter } from '../engine/paging.ts'
import type { Queries, Row } from '../engine/schema.ts'
import { canonicalJson } from '../events/canonical.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import type { Ensured } from '../release/release.ts'
import { endFailed } from './run.ts'

/** A client by the name that a runner's owner gave it, and the release that it is. */
export interface PlannedClient {
  readonly name: string
  readonly release: string | null
}

export interface RehearsalPlanText {
  /** HOST:PORT each. */
  readonly hosts: readonly string[]
  readonly clients: readonly PlannedClient[]
  /** Ids; empty for all that apply. */
  readonly scenarios: readonly string[]
  readonly kind: RehearsalKind
  /** Whose present chain is rehearsed from; `null` when the runner's files say. */
  readonly endpoint: string | null
}

export interface StoredPlan extends RehearsalPlanText {
  readonly id: string
  readonly name: string
  readonly createdMs: number
  /** Set when it is no longer rehearsed; its runs stay. */
  readonly endedMs: number | undefined
}

const textOf = ({ hosts, clients, scenarios, kind, endpoint }: RehearsalPlanText): string =>
  canonicalJson({
    hosts,
    clients: clients.map(({ name, release }) => ({ name, release })),
    scenarios,
    kind,
    endpoint,
  })

export const planOf = (row: Row<'rehearsal_plans'>): StoredPlan => {
  const body: RehearsalPlanText = JSON.parse(row.body)
  return {
    ...body,
    id: row.id,
    name: row.name,
    createdMs: row.created_ms,
    endedMs: row.ended_ms ?? undefined,
  }
}

const openPlans = (read: Queries, organisation: string) =>
  read
    .selectFrom('rehearsal_plans')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('ended_ms', 'is', null)

/** What waits is not begun any more; what runs is finished by whoever runs it. */
async function endIn(change: Change, by: By, id: string): Promise<void> {
  const waiting = await change.rows
    .selectFrom('rehearsal_runs')
    .select('id')
    .where('plan', '=', id)
    .where('state', '=', 'waiting')
    .execute()
  for (const run of waiting) await endFailed(change, run.id, 'The plan was ended before a runner took it.')

  await change.rows
    .updateTable('rehearsal_plans')
    .set({ ended_ms: change.nowMs })
    .where('id', '=', id)
    .execute()
  change.record({ ...by, kind: 'rehearsal.plan-ended', subject: id, body: {} })
}

/**
 * Finds the plan of this name or makes it. One that says something else is in the way, unless it may be replaced:
 * then it ends, with its runs kept, and the new one stands in its place. Code: `ledger-conflict`.
 */
export async function ensurePlanIn(
  change: Change,
  by: By,
  name: string,
  plan: RehearsalPlanText,
  mayReplace: boolean,
): Promise<Ensured> {
  const known = await openPlans(change.rows, by.organisation).where('name', '=', name).executeTakeFirst()
  const body = textOf(plan)
  if (known?.body === body) return { id: known.id, changed: false }
  if (known !== undefined) {
    if (!mayReplace) throw new LedgerFailure('ledger-conflict', `there is another plan called ${name}`)
    await endIn(change, by, known.id)
  }
  const id = change.id('pla')
  await change.rows
    .insertInto('rehearsal_plans')
    .values({ id, organisation: by.organisation, name, body, created_ms: change.nowMs, ended_ms: null })
    .execute()
  change.record({ ...by, kind: 'rehearsal.planned', subject: id, body: { name, body: JSON.parse(body) } })
  return { id, changed: true }
}

/** The plan of a name that has not ended, whatever it says. */
export async function findPlanIn(change: Change, by: By, name: string): Promise<string | undefined> {
  const row = await openPlans(change.rows, by.organisation).where('name', '=', name).executeTakeFirst()
  return row?.id
}

/** Newest first; ended ones are left out. */
async function listPlans(core: Core, organisation: string, request: PageRequest): Promise<Page<StoredPlan>> {
  const before = textAfter(request)
  const all = openPlans(core.read, organisation)
  const rows = await (before === undefined ? all : all.where('id', '<', before))
    .orderBy('id', 'desc')
    .limit(limitOf(request) + 1)
    .execute()
  return pageOf(rows, request, row => [row.id], planOf)
}

/** Plans of an organisation. */
export const planRoom = (core: Core) => ({
  /** Codes: `ledger-conflict`. */
  ensurePlan: (by: By, name: string, plan: RehearsalPlanText, mayReplace = false): Promise<Ensured> =>
    core.transact(change => ensurePlanIn(change, by, name, plan, mayReplace)),
  /** It is no longer rehearsed; its runs stay, and whoever runs one finishes it. Code: `ledger-missing`. */
  endPlan: (by: By, id: string): Promise<void> =>
    core.transact(async change => {
      const row = await openPlans(change.rows, by.organisation).where('id', '=', id).executeTakeFirst()
      demand(row, 'rehearsal plan', id)
      await endIn(change, by, id)
    }),
  /** Also one that has ended. Code: `ledger-missing`. */
  getPlan: async (organisation: string, id: string): Promise<StoredPlan> => {
    const query = core.read.selectFrom('rehearsal_plans').selectAll().where('id', '=', id)
    const row = await query.where('organisation', '=', organisation).executeTakeFirst()
    return planOf(demand(row, 'rehearsal plan', id))
  },
  /** Newest first. Code: `ledger-bad-cursor`. */
  listPlans: (organisation: string, request: PageRequest = {}): Promise<Page<StoredPlan>> =>
    listPlans(core, organisation, request),
})

export type PlanRoom = ReturnType<typeof planRoom>
