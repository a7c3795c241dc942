/** Taking observations in, and what endpoints served when. */
import type { Endpoint, Observation, ServedOutcome } from '@foreseen/facts'
import { limitOf, numberAfter, type Page, type PageRequest, pageOf } from '../engine/paging.ts'
import type { NewRow, Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from '../events/canonical.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import { ensureObjects, servedContent } from '../finding/object.ts'
import { storeServed } from '../finding/reach.ts'
import { endpointKey, ensureSeen } from './ensure.ts'
import { type Look, latestOf, takeLook } from './interval.ts'
import { noteLook } from './last-look.ts'

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

function factsOf({ outcome, problems }: Observation, by: string | undefined): string {
  const seen = problems.map(({ code, detail }) => ({ code, detail }))
  if (outcome.state === 'failed') {
    const { code, detail, alert } = outcome
    return canonicalJson({
      code,
      detail,
      alert: alert === undefined ? undefined : { ...alert },
      problems: seen,
      by,
    })
  }
  const { protocol, cipher, alpn, staple, sctCount } = outcome
  return canonicalJson({ protocol, cipher, alpn, staple: { ...staple }, sctCount, problems: seen, by })
}

function lookOf({ endpoint, observation, by }: PushedObservation): Look {
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
    facts: factsOf(observation, by),
    at_ms: atMs,
  }
}

/** An observation with the endpoint that it is of. */
export interface PushedObservation {
  readonly endpoint: string
  readonly observation: Observation
  /** Who looked, in words. */
  readonly by?: string
}

/** How many looks were news, and how many only said that it is still so. */
export interface ObservedOutcome {
  readonly changed: number
  readonly seen: number
}

/** Observations between two pauses, so that other work gets its turn. */
const atOnce = 100

const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** Keeps one observation. That the same was seen again moves the end of an interval and is no event. */
async function takeOne(change: Change, by: By, pushed: PushedObservation) {
  const { endpoint, observation } = pushed
  if (observation.outcome.state === 'served') await ensureChain(change, observation.outcome)
  const look = lookOf(pushed)
  const outcome = await takeLook(change.rows, look)
  if (outcome !== 'changed') return outcome
  if (typeof look.chain === 'string') await storeServed(change.rows, endpoint, look.chain)
  const { address, sni, served, at_ms: atMs } = look
  const body = { address, sni, served, atMs }
  change.record({ ...by, kind: 'endpoint.served', subject: endpoint, body })
  return outcome
}

async function takeAll(
  change: Change,
  by: By,
  pushed: readonly PushedObservation[],
): Promise<ObservedOutcome> {
  const counts = { changed: 0, seen: 0, known: 0 }
  for (const [index, one] of pushed.entries()) {
    if (index % atOnce === atOnce - 1) await pause()
    counts[await takeOne(change, by, one)]++
  }
  const looks = Map.groupBy(pushed, ({ endpoint }) => endpoint)
  for (const [endpoint, look] of looks)
    await noteLook(
      change.rows,
      endpoint,
      look.map(({ observation }) => observation),
    )
  return { changed: counts.changed, seen: counts.seen }
}

/** An observation that comes from elsewhere, of an endpoint that may be new. */
export interface SentObservation {
  readonly of: Endpoint
  readonly observation: Observation
  /** Who looked, in words. */
  readonly by: string
}

/** All of it or nothing, with the endpoints that were not there. */
async function takeSent(change: Change, by: By, sent: readonly SentObservation[]): Promise<ObservedOutcome> {
  const ids = new Map<string, string>()
  const pushed: PushedObservation[] = []
  for (const { of, observation, by: looker } of sent) {
    const name = endpointKey(of)
    const endpoint = ids.get(name) ?? (await ensureSeen(change, by, of)).id
    ids.set(name, endpoint)
    pushed.push({ endpoint, observation, by: looker })
  }
  return await takeAll(change, by, pushed)
}

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
