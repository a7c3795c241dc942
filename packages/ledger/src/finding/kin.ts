/** Objects that may belong together; whether they do is decided by whoever can read their bytes. */
import type { FindingRecord } from '@foreseen/facts'
import { type SqlBool, sql } from 'kysely'
import type { Queries, Row } from '../engine/schema.ts'
import { isMetBy } from './meeting.ts'

type Stored = Row<'objects'>

/** How much of a name is indexed (`008-reach.ts`). */
const indexed = 64

/** A whole name through the index of its beginning. */
const named = (column: 'subject' | 'issuer', name: string) => {
  const beginning = sql`substr(${sql.ref(`objects.${column}`)}, 1, ${sql.lit(indexed)})`
  const start = [...name].slice(0, indexed).join('')
  return sql<SqlBool>`${beginning} = ${start} and ${sql.ref(`objects.${column}`)} = ${name}`
}

/** Ancestors beyond this many steps are of no family that people know. */
const mostSteps = 6

/** How far is searched. */
export interface KinRequest {
  /** Each search is cut there, newest first. */
  readonly most: number
  /** Everything that a pin of this object may be a digest of. */
  readonly digestsOf: (object: Stored) => readonly string[]
}

interface Search extends KinRequest {
  readonly view: Queries
  readonly organisation: string
  readonly found: Map<number, Stored>
}

const certificates = ({ view, organisation, most }: Search) =>
  view
    .selectFrom('objects')
    .selectAll()
    .where('objects.type', '=', 'certificate')
    .where(isMetBy(organisation))
    .orderBy('objects.id', 'desc')
    .limit(most)

function take({ found }: Search, rows: readonly Stored[]): Stored[] {
  const fresh = rows.filter(({ id }) => !found.has(id))
  for (const row of fresh) found.set(row.id, row)
  return fresh
}

/** Certificates of these subjects, and of those that are named as their issuers, up to the roots. */
async function takeIssuers(search: Search, from: readonly Stored[]): Promise<void> {
  let step = from
  for (let count = 0; count < mostSteps && step.length > 0; count++) {
    const names = new Set(step.map(({ issuer }) => issuer ?? '').filter(name => name !== ''))
    const next: Stored[] = []
    for (const name of names)
      next.push(...take(search, await certificates(search).where(named('subject', name)).execute()))
    step = next
  }
}

/** Leaves that were served by the same endpoints, as far as their names say nothing (an empty subject). */
async function takeServedBeside(search: Search, { id, position }: Stored): Promise<void> {
  if (position !== null && position !== 'leaf' && position !== 'self-signed-leaf') return
  const rows = await certificates(search)
    .where(
      sql<SqlBool>`objects.id in (
        select member.object from chain_members member
        join chains on chains.sha256 = member.chain and chains.leaf_index = member.ordinal
        join observations on observations.chain = member.chain
        where observations.endpoint in (
          select own.endpoint from observations own
          join chains of_own on of_own.sha256 = own.chain
          join chain_members leaf on leaf.chain = own.chain and leaf.ordinal = of_own.leaf_index
          where leaf.object = ${id} limit 20))`,
    )
    .execute()
  take(search, rows)
}

/** Bare keys and pins of what was gathered: by key digest, and by the digests that a pin may be of. */
async function takePins(search: Search): Promise<void> {
  const { view, organisation, found, most, digestsOf } = search
  const digests = new Set([...found.values()].filter(({ type }) => type !== 'pin').flatMap(digestsOf))
  if (digests.size === 0) return
  const rows = await view
    .selectFrom('objects')
    .selectAll()
    .where(({ or, eb }) =>
      or([eb('objects.digest', 'in', [...digests]), eb('objects.spki_sha256', 'in', [...digests])]),
    )
    .where(isMetBy(organisation))
    .orderBy('objects.id', 'desc')
    .limit(most)
    .execute()
  take(search, rows)
}

async function takeOfName(search: Search, { subject }: Stored): Promise<void> {
  if (subject === null || subject === '') return
  take(search, await certificates(search).where(named('subject', subject)).execute())
  take(search, await certificates(search).where(named('issuer', subject)).execute())
}

/** Places of a pin that are asked what scans resolved it to. */
const askedPlaces = 20

/** Digests of what scans found a pin to be of: no index leads there from a digest by SHA-1. */
async function resolvedDigests({ view }: Search, pin: Stored): Promise<readonly string[]> {
  const query = view.selectFrom('occurrences').select('detail').where('object', '=', pin.id)
  const rows = await query.orderBy('scan', 'desc').orderBy('ordinal', 'desc').limit(askedPlaces).execute()
  return rows.flatMap(({ detail }) => {
    const { resolvedTo = [] }: Partial<FindingRecord> = detail === '' ? {} : JSON.parse(detail)
    return resolvedTo.map(({ by, sha256, spkiSha256 }) =>
      by === 'spki' ? spkiSha256 : (sha256 ?? spkiSha256),
    )
  })
}

/** What a pin may be a digest of. */
async function takePinned(search: Search, pin: Stored): Promise<readonly Stored[]> {
  if (pin.digest === null) return []
  const { view, organisation, most } = search
  const digests = [...new Set([pin.digest, ...(await resolvedDigests(search, pin))])]
  const rows = await view
    .selectFrom('objects')
    .selectAll()
    .where(({ or, eb }) =>
      or([eb('objects.sha256', 'in', digests), eb('objects.spki_sha256', 'in', digests)]),
    )
    .where(isMetBy(organisation))
    .orderBy('objects.id', 'desc')
    .limit(most)
    .execute()
  return take(search, rows)
}

/** Objects that may be of one family, the asked one first. */
export async function kinOf(
  view: Queries,
  organisation: string,
  object: Stored,
  request: KinRequest,
): Promise<readonly Stored[]> {
  const search: Search = { view, organisation, found: new Map([[object.id, object]]), ...request }
  const pinned = await takePinned(search, object)
  const heads = pinned.length > 0 ? pinned : [object]
  for (const head of heads.slice(0, 5)) {
    await takeOfName(search, head)
    await takeServedBeside(search, head)
    if (head.spki_sha256 !== null)
      take(search, await certificates(search).where('objects.spki_sha256', '=', head.spki_sha256).execute())
  }
  await takeIssuers(search, heads)
  await takePins(search)
  return [...search.found.values()]
}
