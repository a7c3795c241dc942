/** What forecasts follow from, read for many releases and endpoints at once. */
import { planOf, type RenewalPlan } from '../endpoint/plan.ts'
import type { Queries, Row } from '../engine/schema.ts'
import { type ChangedSubjects, changedSince } from './changed.ts'
import { inChunks } from './chunks.ts'
import { type RehearsedRow, rehearsedOf } from './rehearsed.ts'
import { type ForecastRelease, installsOf, releasesOf } from './releases.ts'

/** One stretch of an endpoint, as far as forecasts read it. */
export type ForecastInterval = Omit<Row<'observations'>, 'id' | 'family' | 'served'>

/** An endpoint that is looked at, with everything that was ever seen of it. */
export interface ForecastEndpoint {
  readonly id: string
  readonly host: string
  readonly port: number
  readonly starttls: string
  readonly plan: RenewalPlan | undefined
  /** When the last look began; `undefined` before the first. */
  readonly lookedMs: number | undefined
  /** Oldest first. */
  readonly intervals: readonly ForecastInterval[]
}

/** A chain with the objects of its certificates, in the order sent. */
export interface ForecastChain {
  readonly sha256: string
  readonly leafIndex: number
  readonly members: readonly {
    readonly object: number
    readonly sha256: string
    readonly spkiSha256: string
  }[]
}

/** Public bytes of an object. */
export interface ObjectBytes {
  readonly id: number
  readonly type: string
  readonly sha256: string | null
  readonly spkiSha256: string | null
  readonly body: Uint8Array | null
}

/** Ids of what an organisation has; what was taken out is not among them. */
async function idsOf(read: Queries, organisation: string, kind: 'releases' | 'endpoints'): Promise<string[]> {
  if (kind === 'endpoints') {
    const query = read.selectFrom('endpoints').select('id').where('organisation', '=', organisation)
    return (await query.where('ended_ms', 'is', null).orderBy('id').execute()).map(({ id }) => id)
  }
  const rows = await read
    .selectFrom('releases')
    .innerJoin('products', 'products.id', 'releases.product')
    .select('releases.id')
    .where('products.organisation', '=', organisation)
    .where('releases.ended_ms', 'is', null)
    .orderBy('releases.id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Endpoints that ended are left out. */
async function endpointsOf(read: Queries, ids: readonly string[]): Promise<ForecastEndpoint[]> {
  const rows = await inChunks(ids, chunk =>
    read
      .selectFrom('endpoints')
      .leftJoin('looks', 'looks.endpoint', 'endpoints.id')
      .select(['endpoints.id', 'host', 'port', 'starttls', 'looks.since_ms'])
      .where('endpoints.id', 'in', chunk)
      .where('ended_ms', 'is', null)
      .execute(),
  )
  const plans = await inChunks(ids, chunk =>
    read.selectFrom('renewal_plans').selectAll().where('endpoint', 'in', chunk).execute(),
  )
  const stretches = await inChunks(ids, chunk =>
    read
      .selectFrom('observations')
      .select(['endpoint', 'address', 'sni', 'key_type', 'source', 'state', 'chain', 'facts'])
      .select(['first_ms', 'last_ms'])
      .where('endpoint', 'in', chunk)
      .orderBy('endpoint')
      .orderBy('first_ms')
      .execute(),
  )
  const planned = new Map(plans.map(row => [row.endpoint, planOf(row)]))
  const seen = Map.groupBy(stretches, ({ endpoint }) => endpoint)
  return rows.map(({ id, host, port, starttls, since_ms }) => ({
    id,
    host,
    port,
    starttls,
    plan: planned.get(id),
    lookedMs: since_ms ?? undefined,
    intervals: seen.get(id) ?? [],
  }))
}

async function chainsOf(read: Queries, digests: readonly string[]): Promise<ForecastChain[]> {
  const rows = await inChunks(digests, chunk =>
    read
      .selectFrom('chains')
      .innerJoin('chain_members', 'chain_members.chain', 'chains.sha256')
      .innerJoin('objects', 'objects.id', 'chain_members.object')
      .select(['chains.sha256', 'leaf_index', 'object', 'objects.sha256 as digest', 'spki_sha256'])
      .where('chains.sha256', 'in', chunk)
      .orderBy('chains.sha256')
      .orderBy('chain_members.ordinal')
      .execute(),
  )
  return [...Map.groupBy(rows, ({ sha256 }) => sha256)].map(([sha256, links]) => ({
    sha256,
    leafIndex: links[0]?.leaf_index ?? 0,
    members: links.map(({ object, digest, spki_sha256 }) => ({
      object,
      sha256: digest ?? '',
      spkiSha256: spki_sha256 ?? '',
    })),
  }))
}

/** Numbers of objects by what they are, `certificate:` and a digest; those that are not there are left out. */
async function objectsBy(read: Queries, identities: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await inChunks(identities, chunk =>
    read.selectFrom('objects').select(['id', 'identity']).where('identity', 'in', chunk).execute(),
  )
  return new Map(rows.map(({ id, identity }) => [identity, id]))
}

const bytesOf = (read: Queries, objects: readonly number[]): Promise<ObjectBytes[]> =>
  inChunks(objects, chunk =>
    read
      .selectFrom('objects')
      .select(['id', 'type', 'sha256', 'spki_sha256 as spkiSha256', 'body'])
      .where('id', 'in', chunk)
      .execute(),
  )

/** Reading for forecasts. */
export const forecastReading = (read: Queries) => ({
  ids: (organisation: string, kind: 'releases' | 'endpoints'): Promise<string[]> =>
    idsOf(read, organisation, kind),
  /** In no particular order; those that are not there are left out. */
  releases: (ids: readonly string[]): Promise<ForecastRelease[]> => releasesOf(read, ids),
  installs: (ids: readonly string[]) => installsOf(read, ids),
  endpoints: (ids: readonly string[]): Promise<ForecastEndpoint[]> => endpointsOf(read, ids),
  chains: (digests: readonly string[]): Promise<ForecastChain[]> => chainsOf(read, digests),
  bytes: (objects: readonly number[]): Promise<ObjectBytes[]> => bytesOf(read, objects),
  objects: (identities: readonly string[]): Promise<ReadonlyMap<string, number>> =>
    objectsBy(read, identities),
  /** Newest first; of one release, or of all. */
  rehearsed: (organisation: string, release?: string): Promise<readonly RehearsedRow[]> =>
    rehearsedOf(read, organisation, release),
  changedSince: (organisation: string, seq: number): Promise<ChangedSubjects> =>
    changedSince(read, organisation, seq),
})
