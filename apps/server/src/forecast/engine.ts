/** The fleet in memory: brought up to the ledger, and forecast in slices. */
import type { Breakage } from '@foreseen/facts'
import type { ForecastEndpoint } from '@foreseen/ledger'
import { type Fleet, type Meeting, openFleet } from '@foreseen/rules'
import type { Place } from '../place.ts'
import { type Library, openLibrary } from './library.ts'
import { pause } from './source.ts'
import { type KnownRelease, type OnProgress, type State, sha256, sliceMs, sync, wholeMs } from './sync.ts'

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
