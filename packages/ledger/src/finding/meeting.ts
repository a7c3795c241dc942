/** Objects as one organisation meets them: in its releases, at its endpoints. */
import type { Endpoint } from '@foreseen/facts'
import { type SqlBool, sql } from 'kysely'
import type { Queries, Row } from '../engine/schema.ts'
import type { ReleaseName } from '../release/listing.ts'

/**
 * Whether a row of `objects` was found in a release of an organisation or served by one of its endpoints. Asked row by
 * row: PostgreSQL would make one hashed set of all rows of all organisations of two `exists`.
 */
export const isMetBy = (organisation: string) => sql<SqlBool>`coalesce(
  (select 1 from object_releases join releases on releases.id = object_releases.release
    join products on products.id = releases.product
    where object_releases.object = objects.id and products.organisation = ${organisation} limit 1),
  (select 1 from object_endpoints join endpoints on endpoints.id = object_endpoints.endpoint
    where object_endpoints.object = objects.id and endpoints.organisation = ${organisation} limit 1)) = 1`

/** `undefined` where the organisation never met it. */
export const readObject = (
  view: Queries,
  organisation: string,
  id: number,
): Promise<Row<'objects'> | undefined> =>
  view.selectFrom('objects').selectAll().where('id', '=', id).where(isMetBy(organisation)).executeTakeFirst()

export interface HoldingRelease extends ReleaseName {
  readonly id: string
}

/** Newest first. */
export const holdersOf = (
  view: Queries,
  organisation: string,
  object: number,
  most: number,
): Promise<readonly HoldingRelease[]> =>
  view
    .selectFrom('object_releases')
    .innerJoin('releases', 'releases.id', 'object_releases.release')
    .innerJoin('products', 'products.id', 'releases.product')
    .select(['releases.id', 'products.name as product', 'releases.version', 'releases.platform'])
    .where('object_releases.object', '=', object)
    .where('products.organisation', '=', organisation)
    .orderBy('releases.id', 'desc')
    .limit(most)
    .execute()

export interface ServingEndpoint extends Endpoint {
  readonly id: string
  /** It is in a chain that was served when an address was last looked at. */
  readonly now: boolean
}

/** The last look met a series whose newest interval has the object in its chain; the endpoint has not ended. */
const servesNow = (object: number) => sql<SqlBool>`(endpoints.ended_ms is null and exists (
  select 1 from observations here join chain_members on chain_members.chain = here.chain
    join looks on looks.endpoint = here.endpoint and here.last_ms >= looks.since_ms
  where here.endpoint = endpoints.id and chain_members.object = ${object}
    and not exists (select 1 from observations later where later.endpoint = here.endpoint
      and later.address = here.address and later.sni = here.sni and later.key_type = here.key_type
      and later.first_ms > here.first_ms)))`

/** By host. */
export async function serversOf(
  view: Queries,
  organisation: string,
  object: number,
  most: number,
): Promise<readonly ServingEndpoint[]> {
  const rows = await view
    .selectFrom('object_endpoints')
    .innerJoin('endpoints', 'endpoints.id', 'object_endpoints.endpoint')
    .select(['endpoints.id', 'endpoints.host', 'endpoints.port', 'endpoints.starttls'])
    .select(sql<number | boolean>`${servesNow(object)}`.as('now'))
    .where('object_endpoints.object', '=', object)
    .where('endpoints.organisation', '=', organisation)
    .orderBy('endpoints.host')
    .orderBy('endpoints.port')
    .orderBy('endpoints.id')
    .limit(most)
    .execute()
  return rows.map(({ now, ...row }) => ({
    ...row,
    starttls: row.starttls as Endpoint['starttls'],
    now: now === true || now === 1,
  }))
}
