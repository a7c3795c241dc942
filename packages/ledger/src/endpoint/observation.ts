/** What endpoints served when. */
import { sql } from 'kysely'
import { limitOf, type Page, type PageRequest, pageOf, positionOf } from '../engine/paging.ts'
import type { Row } from '../engine/schema.ts'
import type { Json } from '../events/canonical.ts'
import { type By, type Core, demand } from '../events/change.ts'
import { latestOf } from './interval.ts'
import {
  type ObservedOutcome,
  type PushedObservation,
  type SentObservation,
  takeAll,
  takeSent,
} from './taking.ts'

/** A stretch of time in which the same was served, or the same failure met. */
export interface ServedInterval {
  readonly id: number
  readonly endpoint: string
  readonly address: string
  readonly sni: string
  readonly keyType: string
  /** Who looked when it began; `network` or `file` where nobody said. */
  readonly source: string
  readonly state: 'served' | 'failed'
  /** SHA-256 over the chain's digests in order; `undefined` where nothing was served. */
  readonly chainSha256: string | undefined
  /** What the look that began it saw beside the chain. */
  readonly facts: Json
  readonly firstMs: number
  readonly lastMs: number
}

const lookerIn = (facts: Json): string | undefined => {
  if (typeof facts !== 'object' || facts === null || !('by' in facts)) return undefined
  return typeof facts.by === 'string' ? facts.by : undefined
}

function intervalOf(row: Row<'observations'>): ServedInterval {
  const facts: Json = JSON.parse(row.facts)
  return {
    id: row.id,
    endpoint: row.endpoint,
    address: row.address,
    sni: row.sni,
    keyType: row.key_type,
    source: lookerIn(facts) ?? row.source,
    state: row.state === 'served' ? 'served' : 'failed',
    chainSha256: row.chain ?? undefined,
    facts,
    firstMs: row.first_ms,
    lastMs: row.last_ms,
  }
}

/** By when they began, newest first: looks may come late, so numbers say nothing of time. */
async function listIntervals(
  { read }: Core,
  endpoint: string,
  request: PageRequest,
): Promise<Page<ServedInterval>> {
  const before = positionOf(request, ['number', 'number'])
  let query = read.selectFrom('observations').selectAll().where('endpoint', '=', endpoint)
  if (before !== undefined) {
    const [firstMs, id] = before
    query = query.where(sql<boolean>`(first_ms, id) < (${firstMs}, ${id})`)
  }
  const rows = await query
    .orderBy('first_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(limitOf(request) + 1)
    .execute()
  return pageOf(rows, request, row => [row.first_ms, row.id], intervalOf)
}

/** Observations as intervals. */
export const observationRoom = (core: Core) => ({
  /**
   * Takes observations in; all of one endpoint are one look. Only what begins something new is an event. Code:
   * `ledger-refers-to-nothing`.
   */
  observe: (by: By, pushed: readonly PushedObservation[]): Promise<ObservedOutcome> =>
    core.transact(change => takeAll(change, by, pushed)),
  /** As `observe`, and makes endpoints that are not there; they are not looked at from here because of that. */
  takeObservations: (by: By, sent: readonly SentObservation[]): Promise<ObservedOutcome> =>
    core.transact(change => takeSent(change, by, sent)),
  /** Newest first. Code: `ledger-bad-cursor`. */
  listIntervals: (endpoint: string, request: PageRequest = {}): Promise<Page<ServedInterval>> =>
    listIntervals(core, endpoint, request),
  /** What was served when it was last looked at, one interval for each address, name and key type. */
  servedNow: async (endpoint: string): Promise<readonly ServedInterval[]> =>
    (await latestOf(core.read, endpoint)).map(intervalOf),
  /** What the last look saw, one interval for each address, name and key type that it met. */
  servedAtLastLook: async (endpoint: string): Promise<readonly ServedInterval[]> => {
    const query = core.read.selectFrom('looks').select('since_ms').where('endpoint', '=', endpoint)
    const since = (await query.executeTakeFirst())?.since_ms
    if (since === undefined) return []
    const latest = await latestOf(core.read, endpoint)
    return latest.filter(({ last_ms }) => last_ms >= since).map(intervalOf)
  },
  /** Code: `ledger-missing`. */
  getChain: async (sha256: string): Promise<Row<'chains'>> => {
    const query = core.read.selectFrom('chains').selectAll().where('sha256', '=', sha256)
    return demand(await query.executeTakeFirst(), 'chain', sha256)
  },
  /** The objects of a chain in the order sent, with their bytes. */
  readChain: (sha256: string): Promise<readonly Row<'objects'>[]> =>
    core.read
      .selectFrom('chain_members')
      .innerJoin('objects', 'objects.id', 'chain_members.object')
      .selectAll('objects')
      .where('chain_members.chain', '=', sha256)
      .orderBy('chain_members.ordinal')
      .execute(),
  /** Endpoints that ever served an object. */
  endpointsServing: async (object: number): Promise<readonly string[]> => {
    const rows = await core.read
      .selectFrom('chain_members')
      .innerJoin('observations', 'observations.chain', 'chain_members.chain')
      .select('observations.endpoint')
      .distinct()
      .where('chain_members.object', '=', object)
      .orderBy('observations.endpoint')
      .execute()
    return rows.map(({ endpoint }) => endpoint)
  },
})

export type ObservationRoom = ReturnType<typeof observationRoom>
