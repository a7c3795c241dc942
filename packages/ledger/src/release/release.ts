/** Products and their releases, how often each is installed, and where its updates come from. */
import type { Page, PageRequest } from '../engine/paging.ts'
import type { Row } from '../engine/schema.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import {
  changeRelease,
  endpointsOf,
  hostsOf,
  installsOf,
  type ReleaseChange,
  type SaidEndpoint,
  setHosts,
} from './detail.ts'
import {
  findRelease,
  type Installs,
  type ListedRelease,
  listReleases,
  pageProducts,
  type ReleaseFilter,
  type ReleaseName,
  readRelease,
} from './listing.ts'
import { removeRelease, reviveRelease } from './removal.ts'

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
        .values({ id, product, version, platform, ...set, created_ms: change.nowMs, ended_ms: null })
        .execute()
    const differs =
      known !== undefined &&
      (known.artefact_sha256 !== set.artefact_sha256 ||
        known.support !== set.support ||
        known.supported_until_ms !== set.supported_until_ms ||
        known.released_ms !== set.released_ms)
    if (differs) await change.rows.updateTable('releases').set(set).where('id', '=', id).execute()
    const moved = await setHosts(change, id, hosts)
    const isBack = known !== undefined && (await reviveRelease(change.rows, id))
    if (known !== undefined && !differs && !moved && !isBack) return { id, changed: false }
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
  const hosts = await hostsOf(read, id)
  const [last] = await installsOf(read, id, 1)
  return { ...row, updateHosts: hosts, installs: last }
}

/** Products and releases. */
export const releaseRoom = (core: Core) => ({
  /** Finds a product by name or makes it. */
  ensureProduct: (by: By, name: string): Promise<Ensured> => ensureProduct(core, by, name),
  ensureRelease: (by: By, release: NewRelease): Promise<Ensured> => ensureRelease(core, by, release),
  /** Answers whether anything changed. */
  noteInstalls: (by: By, release: string, installs: Installs): Promise<boolean> =>
    noteInstalls(core, by, release, installs),
  /** Says something of a release; answers whether anything changed. Codes: `ledger-missing`, `ledger-refers-to-nothing`. */
  change: (by: By, id: string, said: ReleaseChange): Promise<boolean> => changeRelease(core, by, id, said),
  /** Takes it out; recorded forecasts and rehearsals stay. Pushed again, it is back. Code: `ledger-missing`. */
  remove: (by: By, id: string): Promise<void> => removeRelease(core, by, id),
  /** Code: `ledger-missing`. */
  get: (id: string): Promise<StoredRelease> => getRelease(core, id),
  /** Of this organisation, or `undefined`. */
  read: (organisation: string, id: string): Promise<ListedRelease | undefined> =>
    readRelease(core.read, organisation, id),
  /** By product, version and platform; `undefined` where there is none. */
  find: (organisation: string, name: ReleaseName): Promise<ListedRelease | undefined> =>
    findRelease(core.read, organisation, name),
  /** By id, so oldest first. Code: `ledger-bad-cursor`. */
  list: (filter: ReleaseFilter): Promise<Page<ListedRelease>> => listReleases(core.read, filter),
  /** By name. Code: `ledger-bad-cursor`. */
  pageProducts: (organisation: string, request: PageRequest = {}): Promise<Page<Row<'products'>>> =>
    pageProducts(core.read, organisation, request),
  listProducts: (organisation: string): Promise<readonly Row<'products'>[]> =>
    core.read
      .selectFrom('products')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('name')
      .execute(),
  /** Hosts that it fetches updates from, by name. */
  updateHosts: (release: string): Promise<readonly string[]> => hostsOf(core.read, release),
  /** Endpoints that people say it connects to. */
  saidEndpoints: (release: string): Promise<readonly SaidEndpoint[]> => endpointsOf(core.read, release),
  /** All that people say of who connects to what, for a forecast. */
  allSaidEndpoints: (organisation: string): Promise<readonly Row<'release_endpoints'>[]> =>
    core.read
      .selectFrom('release_endpoints')
      .innerJoin('endpoints', 'endpoints.id', 'release_endpoints.endpoint')
      .selectAll('release_endpoints')
      .where('endpoints.organisation', '=', organisation)
      .orderBy('release_endpoints.release')
      .orderBy('release_endpoints.endpoint')
      .execute(),
  /** Oldest first. */
  listInstalls: async (release: string): Promise<readonly Installs[]> =>
    (await installsOf(core.read, release, Number.MAX_SAFE_INTEGER)).toReversed(),
  /** Newest first, at most so many. */
  newestInstalls: (release: string, most: number): Promise<readonly Installs[]> =>
    installsOf(core.read, release, most),
})

export type ReleaseRoom = ReturnType<typeof releaseRoom>
