/** What is said of one release: its hosts, the endpoints that it is known to meet, its installs over time. */
import type { Endpoint } from '@foreseen/facts'
import type { Queries, Row } from '../engine/schema.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import type { Installs } from './listing.ts'
import type { SupportState } from './release.ts'

/** What is to become of a release; what is not named stays. */
export interface ReleaseChange {
  readonly artefactSha256?: string
  readonly support?: SupportState
  readonly supportedUntilMs?: number | null
  readonly releasedMs?: number | null
  readonly updateHosts?: readonly string[]
  /** Ids of endpoints that people say it connects to. */
  readonly endpoints?: readonly string[]
}

const sameSet = (a: readonly string[], b: ReadonlySet<string>): boolean =>
  a.length === b.size && a.every(item => b.has(item))

/** Brings the hosts of a release to what is said; `false` when they are that already. */
export async function setHosts(change: Change, release: string, hosts: readonly string[]): Promise<boolean> {
  const then = new Set(hosts)
  if (sameSet(await hostsOf(change.rows, release), then)) return false
  await change.rows.deleteFrom('update_hosts').where('release', '=', release).execute()
  for (const host of then) await change.rows.insertInto('update_hosts').values({ release, host }).execute()
  return true
}

async function setEndpoints(change: Change, release: string, endpoints: readonly string[]): Promise<boolean> {
  const then = new Set(endpoints)
  const now = await endpointsOf(change.rows, release)
  const ids = now.map(({ id }) => id)
  if (sameSet(ids, then)) return false
  await change.rows.deleteFrom('release_endpoints').where('release', '=', release).execute()
  for (const endpoint of then)
    await change.rows.insertInto('release_endpoints').values({ release, endpoint }).execute()
  return true
}

type Columns = Pick<Row<'releases'>, 'artefact_sha256' | 'support' | 'supported_until_ms' | 'released_ms'>

/** The columns that are to be other than they are. */
function columnsOf(row: Row<'releases'>, said: ReleaseChange): Partial<Columns> {
  const wanted: Columns = {
    artefact_sha256: said.artefactSha256 ?? row.artefact_sha256,
    support: said.support ?? row.support,
    supported_until_ms: said.supportedUntilMs === undefined ? row.supported_until_ms : said.supportedUntilMs,
    released_ms: said.releasedMs === undefined ? row.released_ms : said.releasedMs,
  }
  const names = ['artefact_sha256', 'support', 'supported_until_ms', 'released_ms'] as const
  return Object.fromEntries(
    names.filter(name => wanted[name] !== row[name]).map(name => [name, wanted[name]]),
  )
}

/** Answers whether anything changed. Codes: `ledger-missing`, `ledger-refers-to-nothing`. */
export const changeRelease = (core: Core, by: By, id: string, said: ReleaseChange): Promise<boolean> =>
  core.transact(async change => {
    const row = demand(
      await change.rows.selectFrom('releases').selectAll().where('id', '=', id).executeTakeFirst(),
      'release',
      id,
    )
    const set = columnsOf(row, said)
    const differs = Object.keys(set).length > 0
    if (differs) await change.rows.updateTable('releases').set(set).where('id', '=', id).execute()
    const { updateHosts, endpoints } = said
    const hostsMoved = updateHosts !== undefined && (await setHosts(change, id, updateHosts))
    const endpointsMoved = endpoints !== undefined && (await setEndpoints(change, id, endpoints))
    if (!differs && !hostsMoved && !endpointsMoved) return false
    const body = {
      ...set,
      ...(hostsMoved ? { hosts: updateHosts } : {}),
      ...(endpointsMoved ? { endpoints } : {}),
    }
    change.record({ ...by, kind: 'release.changed', subject: id, body })
    return true
  })

/** Hosts that a release fetches updates from. */
export async function hostsOf(view: Queries, release: string): Promise<readonly string[]> {
  const query = view.selectFrom('update_hosts').select('host').where('release', '=', release)
  return (await query.orderBy('host').execute()).map(({ host }) => host)
}

/** An endpoint that people say a release connects to. */
export interface SaidEndpoint extends Endpoint {
  readonly id: string
}

/** By host and port. */
export async function endpointsOf(view: Queries, release: string): Promise<readonly SaidEndpoint[]> {
  const rows = await view
    .selectFrom('release_endpoints')
    .innerJoin('endpoints', 'endpoints.id', 'release_endpoints.endpoint')
    .select(['endpoints.id', 'endpoints.host', 'endpoints.port', 'endpoints.starttls'])
    .where('release_endpoints.release', '=', release)
    .orderBy('endpoints.host')
    .orderBy('endpoints.port')
    .orderBy('endpoints.id')
    .execute()
  return rows.map(row => ({ ...row, starttls: row.starttls as Endpoint['starttls'] }))
}

/** Newest first, at most `most`. */
export async function installsOf(view: Queries, release: string, most: number): Promise<readonly Installs[]> {
  const query = view.selectFrom('installs').select(['at_ms', 'count']).where('release', '=', release)
  const rows = await query.orderBy('at_ms', 'desc').limit(most).execute()
  return rows.map(row => ({ atMs: row.at_ms, count: row.count }))
}
