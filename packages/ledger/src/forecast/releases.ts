/** Releases as forecasts read them. */
import type { Queries } from '../engine/schema.ts'
import type { SupportState } from '../release/release.ts'
import { inChunks } from './chunks.ts'

/** A release with its newest scan and what people say of it. */
export interface ForecastRelease {
  readonly id: string
  readonly product: string
  readonly version: string
  readonly platform: string
  readonly support: SupportState
  /** `undefined` where none was ever pushed. */
  readonly scan: { readonly id: string; readonly digest: string; readonly atMs: number } | undefined
  readonly updateHosts: readonly string[]
  /** Ids of endpoints that people say it connects to. */
  readonly endpoints: readonly string[]
}

const groupOf = <R extends { readonly release: string }>(rows: readonly R[]): Map<string, R[]> =>
  Map.groupBy(rows, ({ release }) => release)

/** The newest scan of each release. */
async function newestScans(read: Queries, ids: readonly string[]) {
  const newest = await inChunks(ids, chunk =>
    read
      .selectFrom('scans')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .where('release', 'in', chunk)
      .groupBy('release')
      .execute(),
  )
  const rows = await inChunks(
    newest.map(({ seq }) => Number(seq)),
    chunk =>
      read
        .selectFrom('scans')
        .select(['id', 'release', 'digest', 'at_ms'])
        .where('seq', 'in', chunk)
        .execute(),
  )
  return new Map(rows.map(row => [row.release, row]))
}

export async function releasesOf(read: Queries, ids: readonly string[]): Promise<ForecastRelease[]> {
  const rows = await inChunks(ids, chunk =>
    read
      .selectFrom('releases')
      .innerJoin('products', 'products.id', 'releases.product')
      .select(['releases.id', 'products.name', 'releases.version', 'releases.platform', 'releases.support'])
      .where('releases.id', 'in', chunk)
      .where('releases.ended_ms', 'is', null)
      .execute(),
  )
  const scans = await newestScans(read, ids)
  const hosts = groupOf(
    await inChunks(ids, chunk =>
      read.selectFrom('update_hosts').selectAll().where('release', 'in', chunk).orderBy('host').execute(),
    ),
  )
  const said = groupOf(
    await inChunks(ids, chunk =>
      read
        .selectFrom('release_endpoints')
        .selectAll()
        .where('release', 'in', chunk)
        .orderBy('endpoint')
        .execute(),
    ),
  )
  return rows.map(({ id, name, version, platform, support }) => {
    const scan = scans.get(id)
    return {
      id,
      product: name,
      version,
      platform,
      support: support as SupportState,
      scan: scan === undefined ? undefined : { id: scan.id, digest: scan.digest, atMs: scan.at_ms },
      updateHosts: (hosts.get(id) ?? []).map(({ host }) => host),
      endpoints: (said.get(id) ?? []).map(({ endpoint }) => endpoint),
    }
  })
}

/** The newest count of installs of each release that has one. */
export async function installsOf(
  read: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly atMs: number; readonly count: number }>> {
  const rows = await inChunks(ids, chunk =>
    read
      .selectFrom('installs')
      .innerJoin(
        ({ selectFrom }) =>
          selectFrom('installs as all')
            .select(({ fn }) => ['all.release as of', fn.max('all.at_ms').as('newest')])
            .where('all.release', 'in', chunk)
            .groupBy('all.release')
            .as('last'),
        join => join.onRef('last.of', '=', 'installs.release').onRef('last.newest', '=', 'installs.at_ms'),
      )
      .select(['installs.release', 'installs.at_ms', 'installs.count'])
      .execute(),
  )
  return new Map(rows.map(({ release, at_ms, count }) => [release, { atMs: at_ms, count }]))
}
