/** What a fleet holds, and how it changes; what follows is worked out in `fleet.ts`. */
import type { Breakage, PinObject } from '@foreseen/facts'
import type { Certificate, Crypto } from '@foreseen/x509'
import type { ReleaseFacts } from './case.ts'
import { type Chain, type Link, readChains } from './chain.ts'
import { digestsOf } from './digests.ts'
import type { EndpointFacts } from './forecast.ts'
import { type KnownCertificates, openKnown } from './known.ts'
import {
  dropFromMeetings,
  type EndpointKeys,
  emptyMeetings,
  type Meeting,
  type ReleaseKeys,
} from './pairs.ts'
import type { RenewalPlan } from './plan.ts'
import type { EndpointView } from './view.ts'

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

const algorithms = ['sha256', 'sha1', 'md5'] as const

export interface Stamped {
  readonly stamp: string
  readonly breakage: Breakage
}

/** All that a fleet holds while it is open. */
export interface State {
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

export function dropRelease(state: State, id: string): void {
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

export function setRelease(state: State, given: FleetRelease): void {
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

export function dropEndpoint(state: State, id: string): void {
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

export function setEndpoint(state: State, given: FleetEndpoint): void {
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

/** Nothing yet. */
export const emptyState = (crypto: Crypto): State => ({
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
})
