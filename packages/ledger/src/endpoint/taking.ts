/** Taking observations in: chains, intervals, last looks, and what of it is news. */
import type { Endpoint, Observation, ServedOutcome } from '@foreseen/facts'
import { insertMany } from '../engine/bulk.ts'
import type { NewRow } from '../engine/schema.ts'
import { canonicalJson } from '../events/canonical.ts'
import { type By, type Change, demand } from '../events/change.ts'
import { ensureObjects, servedContent } from '../finding/object.ts'
import { storeServed } from '../finding/reach.ts'
import { endpointKey, ensureSeen } from './ensure.ts'
import { type Look, takeLook } from './interval.ts'
import { noteLook } from './last-look.ts'

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
  // Two endpoints may begin to serve it at one moment.
  await rows
    .insertInto('chains')
    .values({ sha256: chainSha256, leaf_index: leafIndex })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const members = identities.map((identity, ordinal): NewRow<'chain_members'> => {
    return { chain: chainSha256, ordinal, object: demand(objects.get(identity), 'object', identity) }
  })
  await insertMany(rows, 'chain_members', members, { ignoring: true })
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

/** All observations of one endpoint among them are one look. */
export async function takeAll(
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
export async function takeSent(
  change: Change,
  by: By,
  sent: readonly SentObservation[],
): Promise<ObservedOutcome> {
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
