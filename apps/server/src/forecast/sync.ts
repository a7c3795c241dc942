/** Brings a fleet up to the ledger, by what the log says of changes. */
import { createHash } from 'node:crypto'
import { canonicalJson, type ForecastEndpoint, type ForecastRelease, readHead } from '@foreseen/ledger'
import type { Fleet } from '@foreseen/rules'
import type { Place } from '../place.ts'
import type { Library } from './library.ts'
import { fleetEndpoint, pause, type ReadRelease, readRelease, renamed, stretchesOf } from './source.ts'

/** A release with what was read of it. */
export interface KnownRelease {
  readonly row: ForecastRelease
  readonly read: ReadRelease
}

/** How far a forecast has come. */
export type OnProgress = (share: number, text: string) => void

/** Read in one go. */
const chunkReleases = 100
const chunkEndpoints = 500

/** Other work waits no longer than this. */
export const sliceMs = 12

/** Everything is compared with the ledger again after so long: the log does not tell that an address is gone. */
export const wholeMs = 3_600_000

export interface State {
  readonly place: Place
  readonly fleet: Fleet
  readonly library: Library
  readonly releases: Map<string, KnownRelease>
  readonly endpoints: Map<string, ForecastEndpoint>
  /** What each rests on, by id. */
  readonly gists: Map<string, string>
  seq: number | undefined
  wholeAtMs: number
  momentMs: number | undefined
}

async function readReleases(
  state: State,
  ids: readonly string[],
  isForced: (id: string) => boolean,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<void> {
  const { place, library, fleet, releases } = state
  for (let from = 0; from < ids.length; from += chunkReleases) {
    const chunk = ids.slice(from, from + chunkReleases)
    const rows = new Map((await place.ledger.forecasts.reading.releases(chunk)).map(row => [row.id, row]))
    for (const [index, id] of chunk.entries()) {
      signal.throwIfAborted()
      const row = rows.get(id)
      const known = releases.get(id)
      if (row === undefined) {
        releases.delete(id)
        state.gists.delete(id)
        fleet.dropRelease(id)
        continue
      }
      if (
        known !== undefined &&
        !isForced(id) &&
        canonicalJson({ ...known.row }) === canonicalJson({ ...row })
      )
        continue
      const isRead = known !== undefined && !isForced(id) && known.row.scan?.digest === row.scan?.digest
      const read = isRead
        ? renamed(known.read, row)
        : await readRelease(place.ledger, library, row, place.now())
      releases.set(id, { row, read })
      state.gists.set(id, sha256(canonicalJson([{ ...row }, read.missing])))
      fleet.setRelease(read.fleet)
      onProgress((from + index) / ids.length, `reading ${read.fleet.facts.release.name}`)
      await pause()
    }
  }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What of an endpoint a forecast rests on: not when it was last seen. */
function gistOf(endpoint: ForecastEndpoint): string {
  const { host, port, plan } = endpoint
  const { now, remembered, former } = stretchesOf(endpoint)
  const of = (stretches: typeof now) =>
    stretches.map(({ address, sni, key_type, source, state, chain, facts }) => [
      address,
      sni,
      key_type,
      source,
      state === 'served' ? chain : facts,
    ])
  const said = plan === undefined ? null : { ...plan }
  return sha256(
    JSON.stringify([
      host,
      port,
      said,
      of(now),
      of(remembered),
      [...new Set(former.map(({ chain }) => chain))],
    ]),
  )
}

async function readEndpoints(state: State, ids: readonly string[], signal: AbortSignal): Promise<void> {
  const { place, library, fleet, endpoints } = state
  for (let from = 0; from < ids.length; from += chunkEndpoints) {
    signal.throwIfAborted()
    const chunk = ids.slice(from, from + chunkEndpoints)
    const rows = new Map((await place.ledger.forecasts.reading.endpoints(chunk)).map(row => [row.id, row]))
    const fresh = [...rows.values()].filter(row => {
      const known = endpoints.get(row.id)
      return known === undefined || state.gists.get(row.id) !== gistOf(row)
    })
    const chains = fresh.flatMap(({ intervals }) => intervals.flatMap(({ chain }) => chain ?? []))
    await library.fetchChains(chains)
    let sinceMs = performance.now()
    for (const id of chunk) {
      const row = rows.get(id)
      if (row === undefined) {
        endpoints.delete(id)
        state.gists.delete(id)
        fleet.dropEndpoint(id)
      } else endpoints.set(id, row)
    }
    for (const row of fresh) {
      state.gists.set(row.id, gistOf(row))
      fleet.setEndpoint(fleetEndpoint(row, library))
      if (performance.now() - sinceMs < sliceMs) continue
      await pause()
      sinceMs = performance.now()
    }
  }
}

/** Everything, against what is known. */
async function syncWhole(state: State, signal: AbortSignal, onProgress: OnProgress): Promise<void> {
  const { place, releases, endpoints } = state
  const { reading } = place.ledger.forecasts
  const { seq } = await readHead(place.ledger.read)
  const known = new Set([...(await reading.ids(place.organisation, 'endpoints')), ...endpoints.keys()])
  await readEndpoints(state, [...known], signal)
  const all = new Set([...(await reading.ids(place.organisation, 'releases')), ...releases.keys()])
  await readReleases(state, [...all], () => false, signal, onProgress)
  state.seq = seq
  state.wholeAtMs = place.now()
}

const bringsBytes = new Set(['scan.pushed', 'scan.bytes-pushed', 'endpoint.served'])

/** Looked at again in one go: others come with the next change. */
const mostLacking = 200

const lackingIds = ({ releases }: State): ReadonlySet<string> =>
  new Set([...releases].flatMap(([id, { read }]) => (read.missing > 0 ? [id] : [])).slice(0, mostLacking))

export async function sync(state: State, signal: AbortSignal, onProgress: OnProgress): Promise<void> {
  const { place } = state
  const { reading } = place.ledger.forecasts
  const isOld = Math.abs(place.now() - state.wholeAtMs) > wholeMs
  if (state.seq === undefined || isOld) return await syncWhole(state, signal, onProgress)
  const changed = await reading.changedSince(place.organisation, state.seq)
  if (changed.isCut) return await syncWhole(state, signal, onProgress)
  const subjects = changed.changes.flatMap(({ subject, release }) => [subject, release])
  const pushed = new Set(
    changed.changes.filter(({ kind }) => kind === 'scan.bytes-pushed').map(({ release }) => release),
  )
  const of = (prefix: string): string[] => [...new Set(subjects.filter(id => id.startsWith(prefix)))]
  // A product of another name renames its releases.
  if (of('pro_').length > 0) return await syncWhole(state, signal, onProgress)
  await readEndpoints(state, of('end_'), signal)
  // Bytes that one release lacks come with another's scan, or with what an endpoint serves.
  const lacking = changed.changes.some(({ kind }) => bringsBytes.has(kind))
    ? lackingIds(state)
    : new Set<string>()
  const ids = new Set([...of('rel_'), ...lacking])
  await readReleases(state, [...ids], id => pushed.has(id) || lacking.has(id), signal, onProgress)
  state.seq = changed.seq
}
