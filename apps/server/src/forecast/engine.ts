/** The fleet in memory, brought up to the ledger by what the log says of changes. */
import { createHash } from 'node:crypto'
import type { Breakage } from '@foreseen/facts'
import { canonicalJson, type ForecastEndpoint, type ForecastRelease, readHead } from '@foreseen/ledger'
import { type Fleet, type Meeting, openFleet } from '@foreseen/rules'
import type { Place } from '../place.ts'
import { type Library, openLibrary } from './library.ts'
import { fleetEndpoint, pause, type ReadRelease, readRelease, renamed, stretchesOf } from './source.ts'

/** A release with what was read of it. */
export interface KnownRelease {
  readonly row: ForecastRelease
  readonly read: ReadRelease
}

/** How far a forecast has come. */
export type OnProgress = (share: number, text: string) => void

/** A pair with what is said of it. */
export interface Said {
  readonly pair: Meeting
  readonly breakage: Breakage
}

export interface Engine {
  readonly fleet: Fleet
  readonly library: Library
  readonly releases: ReadonlyMap<string, KnownRelease>
  readonly endpoints: ReadonlyMap<string, ForecastEndpoint>
  /** Carries something out while nobody else changes or settles the fleet; all below is done inside of it. */
  exclusively<T>(act: () => Promise<T>): Promise<T>
  /** Brings all up to the ledger; what changed since the last time is read anew. */
  sync(signal: AbortSignal, onProgress: OnProgress): Promise<void>
  /**
   * The moment that forecasts are made for: now, or one at most an hour ago, while no certificate has begun or ended
   * since, so that a change of one endpoint works nothing out again but its own.
   */
  momentFor(nowMs: number): number
  /** Every pair that meets, in slices between which other work gets its turn. */
  forecast(
    times: { nowMs: number; horizonMs: number },
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<Said[]>
  /** SHA-256 over all that forecasts follow from but the time. */
  digest(): string
}

/** Read in one go. */
const chunkReleases = 100
const chunkEndpoints = 500

/** Other work waits no longer than this. */
const sliceMs = 12

/** Everything is compared with the ledger again after so long: the log does not tell that an address is gone. */
const wholeMs = 3_600_000

interface State {
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

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

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

async function sync(state: State, signal: AbortSignal, onProgress: OnProgress): Promise<void> {
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

/** Whether a certificate that is served began or ended between two moments. */
function isDivided(state: State, fromMs: number, toMs: number): boolean {
  for (const id of state.endpoints.keys())
    for (const chain of state.fleet.chains(id))
      for (const { certificate } of chain.links)
        for (const ms of [certificate.notBeforeMs, certificate.notAfterMs])
          if (ms > fromMs && ms <= toMs) return true
  return false
}

function momentFor(state: State, nowMs: number): number {
  const { momentMs } = state
  const isNear = momentMs !== undefined && nowMs >= momentMs && nowMs - momentMs < wholeMs
  const isSameDay = isNear && new Date(momentMs).getUTCDate() === new Date(nowMs).getUTCDate()
  if (isSameDay && !isDivided(state, momentMs, nowMs)) return momentMs
  state.momentMs = nowMs
  return nowMs
}

async function forecastAll(
  { fleet }: State,
  times: { nowMs: number; horizonMs: number },
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Said[]> {
  let sinceMs = performance.now()
  for (const _ of fleet.settling()) {
    if (performance.now() - sinceMs < sliceMs) continue
    signal.throwIfAborted()
    await pause()
    sinceMs = performance.now()
  }
  const pairs = [...fleet.meetings().values()].flatMap(met => [...met.values()])
  const said: Said[] = []
  for (const pair of pairs) {
    said.push({ pair, breakage: fleet.forecast(pair, times) })
    if (performance.now() - sinceMs < sliceMs) continue
    signal.throwIfAborted()
    onProgress(said.length / pairs.length, `${said.length} of ${pairs.length} pairs`)
    await pause()
    sinceMs = performance.now()
  }
  return said
}

function digestOf({ gists }: State): string {
  const ids = [...gists.keys()].sort()
  return sha256(ids.map(id => `${id} ${gists.get(id)}`).join('\n'))
}

function openEngine(place: Place): Engine {
  const library = openLibrary(place.ledger)
  const state: State = {
    place,
    fleet: openFleet(library.crypto),
    library,
    releases: new Map(),
    endpoints: new Map(),
    gists: new Map(),
    seq: undefined,
    wholeAtMs: 0,
    momentMs: undefined,
  }
  // One at a time: two that read at once would each see half of what the other brings.
  let last: Promise<void> = Promise.resolve()
  return {
    fleet: state.fleet,
    library,
    releases: state.releases,
    endpoints: state.endpoints,
    exclusively: act => {
      const next = last.then(act)
      last = next.then(
        () => {},
        () => {},
      )
      return next
    },
    sync: (signal, onProgress) => sync(state, signal, onProgress),
    momentFor: nowMs => momentFor(state, nowMs),
    forecast: (times, signal, onProgress) => forecastAll(state, times, signal, onProgress),
    digest: () => digestOf(state),
  }
}

const engines = new WeakMap<Place['ledger'], Engine>()

/** The engine of a place: one for its jobs and its routes. */
export function engineOf(place: Place): Engine {
  const engine = engines.get(place.ledger) ?? openEngine(place)
  engines.set(place.ledger, engine)
  return engine
}
