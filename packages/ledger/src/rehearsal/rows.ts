/** A rehearsed client as rows, and back. Records are JSON of this program's own making. */
import type { RehearsedCell, RehearsedClient, RunRecord } from '@foreseen/facts'
import { insertMany } from '../engine/bulk.ts'
import type { Changes, NewRow, Queries, Row } from '../engine/schema.ts'

/** JSON keeps no `undefined`: members whose absence is a value are written as null and read back. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => (member === undefined ? null : member))

const absent = (_: string, member: unknown): unknown => (member === null ? undefined : member)

function verdictRow(run: string, client: string, cell: RehearsedCell, ordinal: number): NewRow<'verdicts'> {
  const { scenario, trust, verdict, predicted, disagreement, clock } = cell
  return {
    run,
    client,
    scenario,
    trust,
    ...verdict,
    predicted: predicted ?? null,
    disagreement: disagreement ?? null,
    clock: textOf(clock),
    ordinal,
  }
}

const recordRow = (run: string, record: RunRecord, { scenario, trust }: RehearsedCell, client: string) => ({
  run,
  client,
  scenario,
  trust,
  attempt: record.attempt,
  body: textOf(record),
})

/** Stores a client with all its cells and their records. */
export async function storeClient(
  changes: Changes,
  run: string,
  rehearsed: RehearsedClient,
  release: string | null,
): Promise<void> {
  const { client, kind, pin, accepts, cells } = rehearsed
  await changes
    .insertInto('rehearsed_clients')
    .values({ run, client, kind, release, pin: textOf(pin), accepts: textOf(accepts) })
    .execute()
  await insertMany(
    changes,
    'verdicts',
    cells.map((cell, ordinal) => verdictRow(run, client, cell, ordinal)),
  )
  await insertMany(
    changes,
    'run_records',
    cells.flatMap(cell => cell.records.map(record => recordRow(run, record, cell, client))),
  )
}

const keyOf = ({ client, scenario, trust }: Pick<Row<'verdicts'>, 'client' | 'scenario' | 'trust'>): string =>
  JSON.stringify([client, scenario, trust])

/**
 * Members that may be absent by their type: `alert`, `predicate`. A reviver takes the key away, so they are put
 * back by name.
 */
function recordOf(body: string): RunRecord {
  const record: RunRecord = JSON.parse(body, absent)
  const events = record.events.map(event =>
    event.kind === 'refused' || event.kind === 'broke' ? { ...event, alert: event.alert } : event,
  )
  return { ...record, events, predicate: record.predicate }
}

function cellOf(row: Row<'verdicts'>, records: readonly RunRecord[]): RehearsedCell {
  return {
    scenario: row.scenario,
    trust: row.trust as RehearsedCell['trust'],
    verdict: {
      kind: row.kind as RehearsedCell['verdict']['kind'],
      reason: row.reason as RehearsedCell['verdict']['reason'],
      evidence: row.evidence,
    },
    predicted: (row.predicted ?? undefined) as RehearsedCell['predicted'],
    disagreement: (row.disagreement ?? undefined) as RehearsedCell['disagreement'],
    clock: JSON.parse(row.clock),
    records,
  }
}

const byKey = <R extends Row<'verdicts'> | Row<'run_records'>>(rows: readonly R[], key: (row: R) => string) =>
  Map.groupBy(rows, key)

/** Clients of a run by name, each with its cells in their order. */
export async function readClients(
  read: Queries,
  run: string,
): Promise<readonly { readonly rehearsed: RehearsedClient; readonly release?: string }[]> {
  const clients = await read
    .selectFrom('rehearsed_clients')
    .selectAll()
    .where('run', '=', run)
    .orderBy('client')
    .execute()
  const verdicts = await read
    .selectFrom('verdicts')
    .selectAll()
    .where('run', '=', run)
    .orderBy('ordinal')
    .execute()
  const bodies = await read
    .selectFrom('run_records')
    .selectAll()
    .where('run', '=', run)
    .orderBy('attempt')
    .execute()
  const records = byKey(bodies, keyOf)
  const cells = byKey(verdicts, ({ client }) => client)
  return clients.map(row => ({
    rehearsed: {
      client: row.client,
      kind: row.kind === 'real' ? 'real' : 'what-if',
      pin: JSON.parse(row.pin),
      accepts: JSON.parse(row.accepts),
      cells: (cells.get(row.client) ?? []).map(verdict =>
        cellOf(
          verdict,
          (records.get(keyOf(verdict)) ?? []).map(({ body }) => recordOf(body)),
        ),
      ),
    },
    ...(row.release === null ? {} : { release: row.release }),
  }))
}
