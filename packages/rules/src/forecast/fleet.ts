import type { Breakage } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import { type KnownAuthority, nearChain } from './authorities.ts'
import type { ReleaseFacts, Times } from './case.ts'
import type { Chain } from './chain.ts'
import {
  dropEndpoint,
  dropRelease,
  emptyState,
  type FleetEndpoint,
  type FleetRelease,
  type Stamped,
  type State,
  setEndpoint,
  setRelease,
} from './fleet-state.ts'
import { forecastCase } from './forecast.ts'
import { tellFormer } from './former.ts'
import type { KnownCertificates } from './known.ts'
import {
  addToMeetings,
  dropFromMeetings,
  endpointKeys,
  type Meeting,
  meetingsOf,
  releaseKeys,
} from './pairs.ts'
import { viewEndpoint } from './view.ts'

/** Releases and endpoints with what follows for those that meet; a change costs what it touches. */
export interface Fleet {
  setRelease(release: FleetRelease): void
  dropRelease(id: string): void
  setEndpoint(endpoint: FleetEndpoint): void
  dropEndpoint(id: string): void
  /** Steps of what `meetings` would do at once: whoever shares a thread with others takes them a few at a time. */
  settling(): Iterable<undefined>
  /** The pairs that meet, by endpoint; to be asked after all that changed was set. */
  meetings(): ReadonlyMap<string, ReadonlyMap<string, Meeting>>
  /** What happens to a pair; worked out again only when something of it changed. */
  forecast(pair: Meeting, times: Times): Breakage
  /** What of the fleet two sides rest on beside their own facts: for a page that works it out again. */
  readonly known: KnownCertificates
  /** Known authorities that the chains of an endpoint lead to. */
  near(endpoint: string): readonly KnownAuthority[]
  /** Chains of an endpoint, of today and the next one. */
  chains(endpoint: string): readonly Chain[]
  facts(release: string): ReleaseFacts | undefined
}

/** Pins that became known, or no longer are. */
function* settleReleases(state: State): Generator<undefined> {
  for (const id of state.dirtyReleases) {
    const held = state.releases.get(id)
    if (held === undefined) continue
    const { facts, endpoints, updateHosts } = held.given
    const pins = facts.inventory.pins.map(pin => ({ ...pin, resolvedTo: state.known.resolve(pin) }))
    held.facts = { ...facts, inventory: { ...facts.inventory, pins } }
    held.version = ++state.versions
    dropFromMeetings(state.byKey, held.keys)
    held.keys = releaseKeys(id, held.facts, { endpoints, updateHosts })
    addToMeetings(state.byKey, held.keys)
    state.areKeysDirty = true
    state.dirtyReleases.delete(id)
    yield
  }
}

/** Views whose chains lead to authorities that were not known, or no longer are. */
function* settleEndpoints(state: State): Generator<undefined> {
  const { known, crypto } = state
  const wanted = state.areNamesDirty ? state.endpoints.keys() : state.dirtyEndpoints
  for (const id of [...wanted]) {
    const held = state.endpoints.get(id)
    if (held === undefined) continue
    const near = held.chains
      .map(chain =>
        nearChain(chain, known.authorities)
          .map(({ sha256 }) => sha256)
          .sort()
          .join(),
      )
      .join(';')
    if (held.near === near && held.view !== undefined) continue
    const { endpoint, observations } = held.given.facts
    held.near = near
    held.view = viewEndpoint(endpoint, observations, known.authorities, crypto)
    held.keys = endpointKeys(id, held.view, held.former, crypto)
    held.version = ++state.versions
    state.dirtyEndpoints.add(id)
    yield
  }
  state.areNamesDirty = false
}

/** All that is to be looked at before the next answer, a step at a time. */
function* settle(state: State): Generator<undefined> {
  yield* settleReleases(state)
  yield* settleEndpoints(state)
  const wanted = state.areKeysDirty ? state.endpoints.keys() : state.dirtyEndpoints
  for (const id of [...wanted]) {
    const held = state.endpoints.get(id)
    if (held !== undefined) state.met.set(id, meetingsOf(state.byKey, held.keys))
    yield
  }
  state.areKeysDirty = false
  state.dirtyEndpoints.clear()
}

function forecastPair(state: State, pair: Meeting, times: Times): Breakage {
  const release = state.releases.get(pair.release)
  const endpoint = state.endpoints.get(pair.endpoint)
  if (release === undefined || endpoint === undefined)
    throw new TypeError('a pair of a release or an endpoint that the fleet does not have')
  const results = state.results.get(pair.endpoint) ?? new Map<string, Stamped>()
  state.results.set(pair.endpoint, results)
  const stamp = `${release.version} ${endpoint.version} ${pair.by} ${times.nowMs} ${times.horizonMs}`
  const known = results.get(pair.release)
  if (known?.stamp === stamp) return known.breakage
  const { view, given, former } = endpoint
  if (view === undefined) throw new TypeError('a pair of a fleet that is not settled')
  const { crypto } = state
  const said = forecastCase({ facts: release.facts, view, plan: given.plan, times, crypto })
  const breakage = pair.by === 'former' ? tellFormer(said, release.facts, former, crypto) : said
  results.set(pair.release, { stamp, breakage })
  return breakage
}

/** A fleet of nothing; filled by `setRelease` and `setEndpoint`. */
export function openFleet(crypto: Crypto): Fleet {
  const state = emptyState(crypto)
  return {
    setRelease: release => setRelease(state, release),
    dropRelease: id => dropRelease(state, id),
    setEndpoint: endpoint => setEndpoint(state, endpoint),
    dropEndpoint: id => dropEndpoint(state, id),
    settling: () => settle(state),
    meetings: () => {
      for (const _ of settle(state));
      return state.met
    },
    forecast: (pair, times) => forecastPair(state, pair, times),
    known: state.known,
    near: id =>
      state.endpoints.get(id)?.chains.flatMap(chain => nearChain(chain, state.known.authorities)) ?? [],
    chains: id => state.endpoints.get(id)?.chains ?? [],
    facts: id => state.releases.get(id)?.facts,
  }
}
