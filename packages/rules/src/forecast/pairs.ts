import type { Occurrence } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import type { ReleaseFacts } from './case.ts'
import type { Link } from './chain.ts'
import { digestsOf } from './digests.ts'
import type { EndpointView } from './view.ts'

/**
 * Why a release and an endpoint are looked at together, the surest first: people say so, its updates come from there,
 * a host is written beside what was found, a certificate is for the host, a pin or a key is that of the chain, or was
 * that of a chain that is served no more.
 */
export type MeetingReason = 'said' | 'update-host' | 'host' | 'name' | 'pin' | 'key' | 'former'

const reasons: readonly MeetingReason[] = ['said', 'update-host', 'host', 'name', 'pin', 'key', 'former']

/** A release and an endpoint that meet. */
export interface Meeting {
  readonly release: string
  readonly endpoint: string
  /** The surest. */
  readonly by: MeetingReason
}

/** What a release can be met by. */
export interface ReleaseKeys {
  readonly id: string
  readonly keys: ReadonlyMap<string, MeetingReason>
}

/** What an endpoint is met by. */
export interface EndpointKeys {
  readonly id: string
  readonly keys: ReadonlySet<string>
  /** The same of chains that were served and are no more. */
  readonly former: ReadonlySet<string>
}

const algorithms = ['sha256', 'sha1', 'md5'] as const

const plain = (host: string): string => host.toLowerCase().replace(/\.$/, '')

/** A pattern by what it may match: a name, or all names below one. */
function hostKey(pattern: string): string {
  const bare = plain(pattern).replace(/^\*{1,2}\./, '')
  return bare === plain(pattern) ? `host =${bare}` : `host .${bare}`
}

/** Every key under which a pattern for this host may stand; a pattern for all names below it may mean the name too. */
function hostKeys(host: string): string[] {
  const name = plain(host)
  const parents = name.split('.').map((_, index, labels) => `host .${labels.slice(index).join('.')}`)
  return [`host =${name}`, ...parents, `name ${name}`, `name *.${name.slice(name.indexOf('.') + 1)}`]
}

const isSigned = ({ kind }: Occurrence): boolean => kind === 'file-signature'

/** What a release holds, bundles apart: who trusts the public roots is not bound to one endpoint. */
export function releaseKeys(
  id: string,
  { inventory }: ReleaseFacts,
  said: { readonly endpoints: readonly string[]; readonly updateHosts: readonly string[] },
): ReleaseKeys {
  const keys = new Map<string, MeetingReason>()
  const add = (key: string, reason: MeetingReason): void => {
    const known = keys.get(key)
    if (known === undefined || reasons.indexOf(reason) < reasons.indexOf(known)) keys.set(key, reason)
  }
  for (const endpoint of said.endpoints) add(`end ${endpoint}`, 'said')
  for (const host of said.updateHosts) add(hostKey(host), 'update-host')
  for (const object of [...inventory.certificates, ...inventory.publicKeys, ...inventory.pins])
    for (const { finding } of object.occurrences)
      for (const host of finding.hosts ?? []) add(hostKey(host), 'host')
  for (const { occurrences, spkiSha256, position, facts } of inventory.certificates) {
    if (occurrences.every(isSigned)) continue
    add(`key ${spkiSha256}`, 'key')
    if (position === 'root' || position === 'intermediate') continue
    for (const name of [...facts.dnsNames, ...facts.ipAddresses]) add(`name ${plain(name)}`, 'name')
  }
  for (const { occurrences, spkiSha256 } of inventory.publicKeys)
    if (!occurrences.every(isSigned)) add(`key ${spkiSha256}`, 'key')
  for (const { digestAlgorithm, digest, resolvedTo } of inventory.pins) {
    add(`pin ${digestAlgorithm} ${digest}`, 'pin')
    for (const target of resolvedTo) add(`key ${target.spkiSha256}`, 'pin')
  }
  return { id, keys }
}

function linkKeys(links: readonly Link[], crypto: Crypto): string[] {
  return links.flatMap(({ certificate, spkiSha256 }) => [
    `key ${spkiSha256}`,
    ...algorithms.flatMap(algorithm => {
      const { key, whole } = digestsOf(certificate, algorithm, crypto)
      return [`pin ${algorithm} ${key}`, `pin ${algorithm} ${whole}`]
    }),
  ])
}

/** What stands on paths of an endpoint's chains, its names, and what it served before. */
export function endpointKeys(
  id: string,
  view: EndpointView,
  former: readonly Link[],
  crypto: Crypto,
): EndpointKeys {
  const chains = view.next === undefined ? view.chains : [...view.chains, view.next]
  const links = chains.flatMap(chain => chain.links)
  const keys = new Set([
    `end ${id}`,
    ...view.hosts.flatMap(hostKeys),
    ...[...view.pathKeys].map(key => `key ${key}`),
    ...linkKeys(links, crypto),
  ])
  return { id, keys, former: new Set(linkKeys(former, crypto).filter(key => !keys.has(key))) }
}

/** Releases by what they can be met by. */
export interface MeetingIndex {
  readonly byKey: Map<string, Map<string, MeetingReason>>
}

export const emptyMeetings = (): MeetingIndex => ({ byKey: new Map() })

export function addToMeetings({ byKey }: MeetingIndex, { id, keys }: ReleaseKeys): void {
  for (const [key, reason] of keys) {
    const releases = byKey.get(key)
    if (releases === undefined) byKey.set(key, new Map([[id, reason]]))
    else releases.set(id, reason)
  }
}

export function dropFromMeetings({ byKey }: MeetingIndex, { id, keys }: ReleaseKeys): void {
  for (const key of keys.keys()) {
    const releases = byKey.get(key)
    releases?.delete(id)
    if (releases?.size === 0) byKey.delete(key)
  }
}

/** Releases that meet one endpoint, each with the surest reason. */
export function meetingsOf(
  { byKey }: MeetingIndex,
  { id, keys, former }: EndpointKeys,
): ReadonlyMap<string, Meeting> {
  const met = new Map<string, Meeting>()
  const add = (release: string, by: MeetingReason): void => {
    const known = met.get(release)
    if (known === undefined || reasons.indexOf(by) < reasons.indexOf(known.by))
      met.set(release, { release, endpoint: id, by })
  }
  for (const key of keys) for (const [release, reason] of byKey.get(key) ?? []) add(release, reason)
  for (const key of former) for (const release of byKey.get(key)?.keys() ?? []) add(release, 'former')
  return met
}

/** What decidePairs came to. */
export interface Pairs {
  /** By endpoint in the order given, then by release. */
  readonly pairs: readonly Meeting[]
  /** Releases that meet nothing that is known: each is to be said. */
  readonly unmet: readonly string[]
}

/**
 * The pairs of release and endpoint that meet, out of all that there could be: an object, a host or a person's word
 * joins them. What is outside meets by nothing that was found.
 */
export function decidePairs(releases: readonly ReleaseKeys[], endpoints: readonly EndpointKeys[]): Pairs {
  const index = emptyMeetings()
  for (const release of releases) addToMeetings(index, release)
  const pairs = endpoints.flatMap(endpoint => [...meetingsOf(index, endpoint).values()])
  const met = new Set(pairs.map(({ release }) => release))
  return { pairs, unmet: releases.filter(({ id }) => !met.has(id)).map(({ id }) => id) }
}
