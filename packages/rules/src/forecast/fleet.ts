import type { Breakage, PinObject } from '@foreseen/facts'
import type { Certificate, Crypto } from '@foreseen/x509'
import { type KnownAuthority, nearChain } from './authorities.ts'
import type { ReleaseFacts, Times } from './case.ts'
import { type Chain, type Link, readChains } from './chain.ts'
import { digestsOf } from './digests.ts'
import { type EndpointFacts, forecastCase } from './forecast.ts'
import { tellFormer } from './former.ts'
import { type KnownCertificates, openKnown } from './known.ts'
import {
  addToMeetings,
  dropFromMeetings,
  type EndpointKeys,
  emptyMeetings,
  endpointKeys,
  type Meeting,
  meetingsOf,
  type ReleaseKeys,
  releaseKeys,
} from './pairs.ts'
import type { RenewalPlan } from './plan.ts'
import { type EndpointView, viewEndpoint } from './view.ts'

/** A release of a fleet. */
export interface FleetRelease {
  readonly id: string
  readonly facts: ReleaseFacts
  readonly updateHosts: readonly string[]
  /** Ids of endpoints that people say it connects to. */
  readonly endpoints: readonly string[]
}

/** An endpoint of a fleet. */
export interface FleetEndpoint {
  readonly id: string
  readonly facts: EndpointFacts
  readonly plan: RenewalPlan
  /** Chains that it served and serves no more. */
  readonly former: EndpointFacts['observations']
}

interface HeldRelease {
  readonly given: FleetRelease
  /** With pins resolved to all that the fleet knows. */
  facts: ReleaseFacts
  keys: ReleaseKeys
  version: number
}

interface HeldEndpoint {
  readonly given: FleetEndpoint
  readonly chains: readonly Chain[]
  readonly former: readonly Link[]
  /** Digests of the known authorities that its chains lead to. */
  near: string
  /** `undefined` until the fleet is settled. */
  view: EndpointView | undefined
  keys: EndpointKeys
  version: number
}

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

const algorithms = ['sha256', 'sha1', 'md5'] as const

interface Stamped {
  readonly stamp: string
  readonly breakage: Breakage
}

/** All that a fleet holds while it is open. */
interface State {
  readonly crypto: Crypto
  readonly known: KnownCertificates
  readonly releases: Map<string, HeldRelease>
  readonly endpoints: Map<string, HeldEndpoint>
  readonly byKey: ReturnType<typeof emptyMeetings>
  /** Releases by the digests of their pins: what becomes known may be what one is of. */
  readonly byPin: Map<string, Set<string>>
  readonly met: Map<string, ReadonlyMap<string, Meeting>>
  readonly results: Map<string, Map<string, Stamped>>
  /** To be looked at before the next answer. */
  readonly dirtyReleases: Set<string>
  readonly dirtyEndpoints: Set<string>
  areNamesDirty: boolean
  areKeysDirty: boolean
  versions: number
}

const pinKey = ({ digestAlgorithm, digest }: Pick<PinObject, 'digestAlgorithm' | 'digest'>): string =>
  `${digestAlgorithm} ${digest}`

/** Releases one of whose pins may be a digest of these. */
function touch(state: State, changed: readonly Certificate[]): void {
  if (state.byPin.size === 0) return
  for (const certificate of changed)
    for (const digestAlgorithm of algorithms) {
      const { key, whole } = digestsOf(certificate, digestAlgorithm, state.crypto)
      for (const digest of [key, whole])
        for (const id of state.byPin.get(pinKey({ digestAlgorithm, digest })) ?? [])
          state.dirtyReleases.add(id)
    }
}

function dropRelease(state: State, id: string): void {
  const held = state.releases.get(id)
  if (held === undefined) return
  state.releases.delete(id)
  state.dirtyReleases.delete(id)
  dropFromMeetings(state.byKey, held.keys)
  const { inventory } = held.given.facts
  for (const pin of inventory.pins) state.byPin.get(pinKey(pin))?.delete(id)
  for (const results of state.results.values()) results.delete(id)
  touch(state, state.known.dropRelease(inventory))
  state.areNamesDirty = true
  state.areKeysDirty = true
}

function setRelease(state: State, given: FleetRelease): void {
  dropRelease(state, given.id)
  const { inventory } = given.facts
  for (const pin of inventory.pins) {
    const ids = state.byPin.get(pinKey(pin)) ?? new Set()
    state.byPin.set(pinKey(pin), ids.add(given.id))
  }
  const keys: ReleaseKeys = { id: given.id, keys: new Map() }
  state.releases.set(given.id, { given, facts: given.facts, keys, version: ++state.versions })
  touch(state, state.known.addRelease(inventory))
  state.dirtyReleases.add(given.id)
  state.areNamesDirty = true
  state.areKeysDirty = true
}

function dropEndpoint(state: State, id: string): void {
  const held = state.endpoints.get(id)
  if (held === undefined) return
  state.endpoints.delete(id)
  state.dirtyEndpoints.delete(id)
  state.met.delete(id)
  state.results.delete(id)
  touch(state, state.known.dropLinks(linksOf(held)))
}

const linksOf = ({ chains, former }: HeldEndpoint): readonly Link[] => [
  ...chains.flatMap(chain => chain.links),
  ...former,
]

function setEndpoint(state: State, given: FleetEndpoint): void {
  const before = state.endpoints.get(given.id)
  const { observations } = given.facts
  const chains = (['network', 'file'] as const).flatMap(from =>
    readChains(observations.filter(({ source }) => source === from)),
  )
  const former = readChains(given.former).flatMap(chain => chain.links)
  const keys: EndpointKeys = { id: given.id, keys: new Set(), former: new Set() }
  const version = ++state.versions
  const held: HeldEndpoint = { given, chains, former, near: '', view: undefined, keys, version }
  state.endpoints.set(given.id, held)
  // What stays known is not dropped first: nothing that rests on it is worked out again.
  const added = state.known.addLinks(linksOf(held))
  const dropped = before === undefined ? [] : state.known.dropLinks(linksOf(before))
  touch(state, [...added, ...dropped])
  state.dirtyEndpoints.add(given.id)
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
  const state: State = {
    crypto,
    known: openKnown(crypto),
    releases: new Map(),
    endpoints: new Map(),
    byKey: emptyMeetings(),
    byPin: new Map(),
    met: new Map(),
    results: new Map(),
    dirtyReleases: new Set(),
    dirtyEndpoints: new Set(),
    areNamesDirty: false,
    areKeysDirty: false,
    versions: 0,
  }
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
