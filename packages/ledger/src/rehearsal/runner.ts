/** Machines that rehearse, as each last said of itself. */
import { limitOf, type Page, type PageRequest, pageOf, textAfter } from '../engine/paging.ts'
import type { Row } from '../engine/schema.ts'
import type { By, Change, Core } from '../events/change.ts'

/** What a runner says of itself. */
export interface RunnerText {
  readonly name: string
  /** Whose credentials it came with. */
  readonly holder: string
  readonly program: string
  readonly clients: readonly string[]
}

export interface StoredRunner extends RunnerText {
  readonly seenMs: number
}

const runnerOf = (row: Row<'runners'>): StoredRunner => ({
  name: row.name,
  holder: row.holder,
  program: row.program,
  clients: JSON.parse(row.clients),
  seenMs: row.seen_ms,
})

const findRow = (read: Core['read'], organisation: string, name: string) =>
  read
    .selectFrom('runners')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('name', '=', name)
    .executeTakeFirst()

/** Notes a runner. That it is still there is no event; that it has other clients, or other credentials, is one. */
const noteRunner = (core: Core, by: By, said: RunnerText): Promise<boolean> =>
  core.transact(async change => {
    const { name, holder, program } = said
    const { organisation } = by
    const clients = JSON.stringify(said.clients)
    const set = { holder, program, clients, seen_ms: change.nowMs }
    const known = await findRow(change.rows, organisation, name)
    await change.rows
      .insertInto('runners')
      .values({ organisation, name, ...set })
      .onConflict(conflict => conflict.columns(['organisation', 'name']).doUpdateSet(set))
      .execute()
    const isKnown = known?.holder === holder && known.program === program && known.clients === clients
    if (isKnown) return false
    const body = { program, clients: said.clients }
    change.record({ ...by, kind: 'runner.came', subject: name, body })
    return true
  })

/** It was heard of: no event. */
export async function seeRunner(change: Change, { organisation }: By, name: string): Promise<void> {
  await change.rows
    .updateTable('runners')
    .set({ seen_ms: change.nowMs })
    .where('organisation', '=', organisation)
    .where('name', '=', name)
    .execute()
}

async function listRunners(
  { read }: Core,
  organisation: string,
  request: PageRequest,
): Promise<Page<StoredRunner>> {
  const after = textAfter(request)
  let query = read.selectFrom('runners').selectAll().where('organisation', '=', organisation)
  if (after !== undefined) query = query.where('name', '>', after)
  const rows = await query
    .orderBy('name')
    .limit(limitOf(request) + 1)
    .execute()
  return pageOf(rows, request, row => [row.name], runnerOf)
}

/** Runners of an organisation. */
export const runnerRoom = (core: Core) => ({
  /** Answers whether it said anything new of itself. */
  noteRunner: (by: By, runner: RunnerText): Promise<boolean> => noteRunner(core, by, runner),
  /** It was heard of, and said nothing new. */
  seeRunner: (by: By, name: string): Promise<void> => core.transact(change => seeRunner(change, by, name)),
  findRunner: async (organisation: string, name: string): Promise<StoredRunner | undefined> => {
    const row = await findRow(core.read, organisation, name)
    return row === undefined ? undefined : runnerOf(row)
  },
  /** By name. Code: `ledger-bad-cursor`. */
  listRunners: (organisation: string, request: PageRequest = {}): Promise<Page<StoredRunner>> =>
    listRunners(core, organisation, request),
})

export type RunnerRoom = ReturnType<typeof runnerRoom>
