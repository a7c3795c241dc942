/** Releases as lists show them: with the name of the product and the newest count of installs. */
import { type SqlBool, sql } from 'kysely'
import { limitOf, type Page, type PageRequest, pageOf, textAfter } from '../engine/paging.ts'
import type { Queries, Row } from '../engine/schema.ts'
import type { SupportState } from './release.ts'

/** Which releases are wanted. */
export interface ReleaseFilter extends PageRequest {
  readonly organisation: string
  readonly product?: string
  readonly support?: SupportState
  /** Part of a product's name, a version or a platform, without regard to case. */
  readonly text?: string
}

export interface Installs {
  readonly atMs: number
  readonly count: number
}

export interface ListedRelease extends Row<'releases'> {
  readonly productName: string
  /** The newest count; `undefined` when none was ever given. */
  readonly installs: Installs | undefined
}

const releasesWith = (view: Queries) =>
  view
    .selectFrom('releases')
    .innerJoin('products', 'products.id', 'releases.product')
    .where('releases.ended_ms', 'is', null)
    .selectAll('releases')
    .select('products.name as productName')
    .select(({ selectFrom }) => [
      selectFrom('installs')
        .select('at_ms')
        .whereRef('installs.release', '=', 'releases.id')
        .orderBy('at_ms', 'desc')
        .limit(1)
        .as('installsAtMs'),
      selectFrom('installs')
        .select('count')
        .whereRef('installs.release', '=', 'releases.id')
        .orderBy('at_ms', 'desc')
        .limit(1)
        .as('installsCount'),
    ])

type Joined = Awaited<ReturnType<ReturnType<typeof releasesWith>['execute']>>[number]

const listedOf = ({ installsAtMs, installsCount, ...row }: Joined): ListedRelease => ({
  ...row,
  installs:
    installsAtMs === null || installsCount === null
      ? undefined
      : { atMs: installsAtMs, count: installsCount },
})

const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/** What people type to find a release: `joost 0.9`. `lower` knows ASCII alone on both engines. */
function containing(text: string) {
  const like = `%${escaped(text.trim().toLowerCase())}%`
  const whole = sql<string>`lower(products.name || ' ' || releases.version || ' ' || releases.platform)`
  return sql<SqlBool>`${whole} like ${like} escape '\\'`
}

/** By id, so oldest first. Code: `ledger-bad-cursor`. */
export async function listReleases(view: Queries, filter: ReleaseFilter): Promise<Page<ListedRelease>> {
  const after = textAfter(filter)
  let query = releasesWith(view)
    .where('products.organisation', '=', filter.organisation)
    .orderBy('releases.id')
    .limit(limitOf(filter) + 1)
  if (filter.product !== undefined) query = query.where('releases.product', '=', filter.product)
  if (filter.support !== undefined) query = query.where('releases.support', '=', filter.support)
  if (filter.text !== undefined && filter.text.trim() !== '') query = query.where(containing(filter.text))
  if (after !== undefined) query = query.where('releases.id', '>', after)
  return pageOf(await query.execute(), filter, row => [row.id], listedOf)
}

/** One release of an organisation; `undefined` where it has none of this id. */
export async function readRelease(
  view: Queries,
  organisation: string,
  id: string,
): Promise<ListedRelease | undefined> {
  const query = releasesWith(view)
    .where('products.organisation', '=', organisation)
    .where('releases.id', '=', id)
  const row = await query.executeTakeFirst()
  return row === undefined ? undefined : listedOf(row)
}

/** What names a release to people. */
export interface ReleaseName {
  /** Name of the product. */
  readonly product: string
  readonly version: string
  readonly platform: string
}

/** A release by what people call it; `undefined` where there is none. */
export async function findRelease(
  view: Queries,
  organisation: string,
  { product, version, platform }: ReleaseName,
): Promise<ListedRelease | undefined> {
  const row = await releasesWith(view)
    .where('products.organisation', '=', organisation)
    .where('products.name', '=', product)
    .where('releases.version', '=', version)
    .where('releases.platform', '=', platform)
    .executeTakeFirst()
  return row === undefined ? undefined : listedOf(row)
}

/** Products by name. Code: `ledger-bad-cursor`. */
export async function pageProducts(
  view: Queries,
  organisation: string,
  request: PageRequest,
): Promise<Page<Row<'products'>>> {
  const after = textAfter(request)
  let query = view.selectFrom('products').selectAll().where('organisation', '=', organisation)
  if (after !== undefined) query = query.where('name', '>', after)
  const rows = await query
    .orderBy('name')
    .limit(limitOf(request) + 1)
    .execute()
  return pageOf(
    rows,
    request,
    row => [row.name],
    row => row,
  )
}
