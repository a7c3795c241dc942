/** Products and their releases, how often each is installed, and where its updates come from. */
import { limitOf, type Page, type PageRequest, pageOf, textAfter } from '../engine/paging.ts'
import type { Row } from '../engine/schema.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'

/** Whether a release must go on working. */
export type SupportState = 'supported' | 'ending' | 'ended'

export interface ReleaseText {
  readonly product: string
  readonly version: string
  /** `linux-x64`, `android`, or '' where there is only one. */
  readonly platform: string
}

export interface NewRelease extends ReleaseText {
  /** SHA-256 of what ships, lower-case hex, or '' while it is not known. */
  readonly artefactSha256: string
  readonly support: SupportState
  readonly supportedUntilMs?: number
  readonly releasedMs?: number
  /** Hosts that it fetches updates from: whoever breaks here cannot be mended from afar. */
  readonly updateHosts?: readonly string[]
}

/** Whether something was made or had been there. */
export interface Ensured {
  readonly id: string
  readonly changed: boolean
}

export interface Installs {
  readonly atMs: number
  readonly count: number
}

export interface StoredRelease extends Row<'releases'> {
  readonly updateHosts: readonly string[]
  /** The newest count; `undefined` when none was ever given. */
  readonly installs: Installs | undefined
}

const ensureProduct = (core: Core, by: By, name: string): Promise<Ensured> =>
  core.transact(async change => {
    const { organisation } = by
    const known = await change.rows
      .selectFrom('products')
      .select('id')
      .where('organisation', '=', organisation)
      .where('name', '=', name)
      .executeTakeFirst()
    if (known !== undefined) return { id: known.id, changed: false }
    const id = change.id('pro')
    await change.rows
      .insertInto('products')
      .values({ id, organisation, name, created_ms: change.nowMs })
      .execute()
    change.record({ ...by, kind: 'product.created', subject: id, body: { name } })
    return { id, changed: true }
  })

/** The columns that may change, with what they are to be. */
const wanted = (release: NewRelease) => ({
  artefact_sha256: release.artefactSha256,
  support: release.support,
  supported_until_ms: release.supportedUntilMs ?? null,
  released_ms: release.releasedMs ?? null,
})

async function setHosts(change: Change, release: string, hosts: readonly string[]): Promise<boolean> {
  const rows = await change.rows
    .selectFrom('update_hosts')
    .select('host')
    .where('release', '=', release)
    .execute()
  const now = new Set(rows.map(({ host }) => host))
  const then = new Set(hosts)
  if (now.size === then.size && [...then].every(host => now.has(host))) return false
  await change.rows.deleteFrom('update_hosts').where('release', '=', release).execute()
  for (const host of then) await change.rows.insertInto('update_hosts').values({ release, host }).execute()
  return true
}

async function findKnown(change: Change, { product, version, platform }: ReleaseText) {
  return await change.rows
    .selectFrom('releases')
    .selectAll()
    .where('product', '=', product)
    .where('version', '=', version)
    .where('platform', '=', platform)
    .executeTakeFirst()
}

/** Makes a release or brings it to what is said of it. Code: `ledger-refers-to-nothing`. */
const ensureRelease = (core: Core, by: By, release: NewRelease): Promise<Ensured> =>
  core.transact(async change => {
    const { product, version, platform } = release
    const known = await findKnown(change, release)
    const set = wanted(release)
    const id = known?.id ?? change.id('rel')
    const hosts = release.updateHosts ?? []
    if (known === undefined)
      await change.rows
        .insertInto('releases')
        .values({ id, product, version, platform, ...set, created_ms: change.nowMs })
        .execute()
    const differs =
      known !== undefined &&
      (known.artefact_sha256 !== set.artefact_sha256 ||
        known.support !== set.support ||
        known.supported_until_ms !== set.supported_until_ms ||
        known.released_ms !== set.released_ms)
    if (differs) await change.rows.updateTable('releases').set(set).where('id', '=', id).execute()
    const moved = await setHosts(change, id, hosts)
    if (known !== undefined && !differs && !moved) return { id, changed: false }
    const kind = known === undefined ? 'release.created' : 'release.changed'
    change.record({ ...by, kind, subject: id, body: { product, version, platform, ...set, hosts } })
    return { id, changed: true }
  })

/** Notes how often a release is installed at a moment. Saying it again changes nothing. */
const noteInstalls = (core: Core, by: By, release: string, { atMs, count }: Installs): Promise<boolean> =>
  core.transact(async change => {
    const known = await change.rows
      .selectFrom('installs')
      .select('count')
      .where('release', '=', release)
      .where('at_ms', '=', atMs)
      .executeTakeFirst()
    if (known?.count === count) return false
    await change.rows
      .insertInto('installs')
      .values({ release, at_ms: atMs, count })
      .onConflict(conflict => conflict.columns(['release', 'at_ms']).doUpdateSet({ count }))
      .execute()
    change.record({ ...by, kind: 'release.installs-noted', subject: release, body: { atMs, count } })
    return true
  })

async function getRelease(core: Core, id: string): Promise<StoredRelease> {
  const { read } = core
  const row = demand(
    await read.selectFrom('releases').selectAll().where('id', '=', id).executeTakeFirst(),
    'release',
    id,
  )
  const hosts = await read
    .selectFrom('update_hosts')
    .select('host')
    .where('release', '=', id)
    .orderBy('host')
    .execute()
  const last = await read
    .selectFrom('installs')
    .select(['at_ms', 'count'])
    .where('release', '=', id)
    .orderBy('at_ms', 'desc')
    .limit(1)
    .executeTakeFirst()
  return {
    ...row,
    updateHosts: hosts.map(({ host }) => host),
    installs: last === undefined ? undefined : { atMs: last.at_ms, count: last.count },
  }
}

/** Which releases are wanted. */
export interface ReleaseFilter extends PageRequest {
  readonly organisation: string
  readonly product?: string
  readonly support?: SupportState
}

async function listReleases(core: Core, filter: ReleaseFilter): Promise<Page<Row<'releases'>>> {
  const after = textAfter(filter)
  let query = core.read
    .selectFrom('releases')
    .innerJoin('products', 'products.id', 'releases.product')
    .selectAll('releases')
    .where('products.organisation', '=', filter.organisation)
    .orderBy('releases.id')
    .limit(limitOf(filter) + 1)
  if (filter.product !== undefined) query = query.where('releases.product', '=', filter.product)
  if (filter.support !== undefined) query = query.where('releases.support', '=', filter.support)
  if (after !== undefined) query = query.where('releases.id', '>', after)
  const rows = await query.execute()
  return pageOf(
    rows,
    filter,
    row => [row.id],
    row => row,
  )
}

/** Products and releases. */
export const releaseRoom = (core: Core) => ({
  /** Finds a product by name or makes it. */
  ensureProduct: (by: By, name: string): Promise<Ensured> => ensureProduct(core, by, name),
  ensureRelease: (by: By, release: NewRelease): Promise<Ensured> => ensureRelease(core, by, release),
  /** Answers whether anything changed. */
  noteInstalls: (by: By, release: string, installs: Installs): Promise<boolean> =>
    noteInstalls(core, by, release, installs),
  /** Code: `ledger-missing`. */
  get: (id: string): Promise<StoredRelease> => getRelease(core, id),
  /** By id, so oldest first. Code: `ledger-bad-cursor`. */
  list: (filter: ReleaseFilter): Promise<Page<Row<'releases'>>> => listReleases(core, filter),
  listProducts: (organisation: string): Promise<readonly Row<'products'>[]> =>
    core.read
      .selectFrom('products')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('name')
      .execute(),
  listInstalls: async (release: string): Promise<readonly Installs[]> => {
    const query = core.read.selectFrom('installs').select(['at_ms', 'count']).where('release', '=', release)
    const rows = await query.orderBy('at_ms').execute()
    return rows.map(row => ({ atMs: row.at_ms, count: row.count }))
  },
})

export type ReleaseRoom = ReturnType<typeof releaseRoom>
