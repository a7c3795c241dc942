/** Taking observations in, and what endpoints served when. */
import type { Observation, ServedOutcome } from '@foreseen/facts'
import { limitOf, numberAfter, type Page, type PageRequest, pageOf } from '../engine/paging.ts'
import type { NewRow, Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from '../events/canonical.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import { ensureObjects, servedContent } from '../finding/object.ts'
import { type Look, latestOf, takeLook } from './interval.ts'

/** A stretch of time in which the same was served, or the same failure met. */
export interface ServedInterval {
  readonly id: number
  readonly endpoint: string
  readonly address: string
  readonly sni: string
  readonly keyType: string
  readonly state: 'served' | 'failed'
  /** SHA-256 over the chain's digests in order; `undefined` where nothing was served. */
  readonly chainSha256: string | undefined
  /** What the look that began it saw beside the chain. */
  readonly facts: Json
  readonly firstMs: number
  readonly lastMs: number
}

function intervalOf(row: Row<'observations'>): ServedInterval {
  const facts: Json = JSON.parse(row.facts)
  return {
    id: row.id,
    endpoint: row.endpoint,
    address: row.address,
    sni: row.sni,
    keyType: row.key_type,
    state: row.state === 'served' ? 'served' : 'failed',
    chainSha256: row.chain ?? undefined,
    facts,
    firstMs: row.first_ms,
    lastMs: row.last_ms,
  }
}

/** A chain once, however often it is served. */
async function ensureChain({ rows, engine }: Change, outcome: ServedOutcome): Promise<void> {
  const { chainSha256, chain, leafIndex } = outcome
  const known = await rows
    .selectFrom('chains')
    .select('sha256')
    .where('sha256', '=', chainSha256)
    .executeTakeFirst()
  if (known !== undefined) return
  const identities = chain.map(({ sha256 }) => `certificate:${sha256}`)
  const contents = chain.map(served => [`certificate:${served.sha256}`, () => servedContent(served)] as const)
  const objects = await ensureObjects(rows, engine, new Map(contents))
  await rows.insertInto('chains').values({ sha256: chainSha256, leaf_index: leafIndex }).execute()
  const members = identities.map((identity, ordinal): NewRow<'chain_members'> => {
    return { chain: chainSha256, ordinal, object: demand(objects.get(identity), 'object', identity) }
  })
  if (members.length > 0) await rows.insertInto('chain_members').values(members).execute()
}

function factsOf({ outcome, problems }: Observation): string {
  const seen = problems.map(({ code, detail }) => ({ code, detail }))
  if (outcome.state === 'failed') {
    const { code, detail, alert } = outcome
    return canonicalJson({
      code,
      detail,
      alert: alert === undefined ? undefined : { ...alert },
      problems: seen,
    })
  }
  const { protocol, cipher, alpn, staple, sctCount } = outcome
  return canonicalJson({ protocol, cipher, alpn, staple: { ...staple }, sctCount, problems: seen })
}

function lookOf(endpoint: string, observation: Observation): Look {
  const { address, family, sni, keyType, source, atMs, outcome } = observation
  const served = outcome.state === 'served' ? outcome.chainSha256 : `failed:${outcome.code}`
  return {
    endpoint,
    address,
    family,
    sni,
    key_type: keyType,
    source,
    state: outcome.state,
    served,
    chain: outcome.state === 'served' ? outcome.chainSha256 : null,
    facts: factsOf(observation),
    at_ms: atMs,
  }
}

/** An observation with the endpoint that it is of. */
export interface PushedObservation {
  readonly endpoint: string
  readonly observation: Observation
}

/** How many looks were news, and how many only said that it is still so. */
export interface ObservedOutcome {
  readonly changed: number
  readonly seen: number
}

/**
 * Takes observations in. Only what begins something new is an event: that the same chain was seen again moves
 * the end of an interval and nothing else. Code: `ledger-refers-to-nothing`.
 */
const observe = (core: Core, by: By, pushed: readonly PushedObservation[]): Promise<ObservedOutcome> =>
  core.transact(async change => {
    const counts = { changed: 0, seen: 0, known: 0 }
    for (const { endpoint, observation } of pushed) {
      if (observation.outcome.state === 'served') await ensureChain(change, observation.outcome)
      const look = lookOf(endpoint, observation)
      const outcome = await takeLook(change.rows, look)
      counts[outcome]++
      if (outcome !== 'changed') continue
      const { address, sni, served, at_ms: atMs } = look
      change.record({
        ...by,
        kind: 'endpoint.served',
        subject: endpoint,
        body: { address, sni, served, atMs },
      })
    }
    return { changed: counts.changed, seen: counts.seen }
  })

/** Newest first. */
async function listIntervals(
  { read }: Core,
  endpoint: string,
  request: PageRequest,
): Promise<Page<ServedInterval>> {
  const before = numberAfter(request)
  let query = read.selectFrom('observations').selectAll().where('endpoint', '=', endpoint)
  if (before !== undefined) query = query.where('id', '<', before)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limitOf(request) + 1)
    .execute()
  return pageOf(rows, request, row => [row.id], intervalOf)
}

/** Observations as intervals. */
export const observationRoom = (core: Core) => ({
  observe: (by: By, pushed: readonly PushedObservation[]): Promise<ObservedOutcome> =>
    observe(core, by, pushed),
  /** Newest first. Code: `ledger-bad-cursor`. */
  listIntervals: (endpoint: string, request: PageRequest = {}): Promise<Page<ServedInterval>> =>
    listIntervals(core, endpoint, request),
  /** What was served when it was last looked at, one interval for each address, name and key type. */
  servedNow: async (endpoint: string): Promise<readonly ServedInterval[]> =>
    (await latestOf(core.read, endpoint)).map(intervalOf),
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
