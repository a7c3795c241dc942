/** What rehearsals measured, as far as forecasts set it beside what they say. */
import type { RehearsalKind, RehearsedCell } from '@foreseen/facts'
import type { Queries } from '../engine/schema.ts'

/** A release as one run rehearsed it. */
export interface RehearsedRow {
  readonly run: string
  readonly release: string
  readonly client: string
  readonly kind: RehearsalKind
  /** When the run ended. */
  readonly atMs: number
  /** HOST or HOST:PORT each. */
  readonly hosts: readonly string[]
  /** Without the records behind them. */
  readonly cells: readonly RehearsedCell[]
}

/** Older ones tell of chains that are gone. */
const mostRuns = 500

/** Names asked for in one statement. */
const chunkNames = 200

function hostsOf(body: string | null): readonly string[] {
  const said: unknown = JSON.parse(body ?? 'null')
  const hosts = typeof said === 'object' && said !== null && 'hosts' in said ? said.hosts : []
  return Array.isArray(hosts) ? hosts.filter(host => typeof host === 'string') : []
}

async function cellsOf(read: Queries, runs: readonly string[]): Promise<Map<string, RehearsedCell[]>> {
  const cells = new Map<string, RehearsedCell[]>()
  for (let from = 0; from < runs.length; from += chunkNames) {
    const rows = await read
      .selectFrom('verdicts')
      .selectAll()
      .where('run', 'in', runs.slice(from, from + chunkNames))
      .orderBy('run')
      .orderBy('ordinal')
      .execute()
    for (const { run, client, scenario, trust, kind, reason, evidence, clock } of rows) {
      const key = JSON.stringify([run, client])
      const own = cells.get(key) ?? []
      cells.set(key, own)
      own.push({
        scenario,
        trust: trust as RehearsedCell['trust'],
        verdict: { kind, reason, evidence } as RehearsedCell['verdict'],
        predicted: undefined,
        disagreement: undefined,
        clock: JSON.parse(clock),
        records: [],
      })
    }
  }
  return cells
}

/** Newest first. Only clients that are known to be a release. */
export async function rehearsedOf(
  read: Queries,
  organisation: string,
  release?: string,
): Promise<readonly RehearsedRow[]> {
  let query = read
    .selectFrom('rehearsed_clients as client')
    .innerJoin('rehearsal_runs as run', 'run.id', 'client.run')
    .innerJoin('rehearsal_plans as plan', 'plan.id', 'run.plan')
    .leftJoin('rehearsal_outcomes as outcome', 'outcome.run', 'run.id')
    .select(['run.id', 'run.kind', 'run.ended_ms', 'client.client', 'client.release', 'outcome.body as said'])
    .select('plan.body as planned')
    .where('plan.organisation', '=', organisation)
    .where('run.state', '=', 'done')
    .where('client.release', 'is not', null)
  if (release !== undefined) query = query.where('client.release', '=', release)
  const rows = await query.orderBy('run.ended_ms', 'desc').orderBy('run.id', 'desc').limit(mostRuns).execute()
  const cells = await cellsOf(read, [...new Set(rows.map(({ id }) => id))])
  return rows.map(({ id, kind, ended_ms, client, release, said, planned }) => ({
    run: id,
    release: release ?? '',
    client,
    kind: kind === 'real' ? 'real' : 'what-if',
    atMs: ended_ms ?? 0,
    hosts: said === null ? hostsOf(planned) : hostsOf(said),
    cells: cells.get(JSON.stringify([id, client])) ?? [],
  }))
}
