import type { CertificateObject, Observation, Role } from '@foreseen/facts'
import { buildPaths, type Crypto, isSelfIssued } from '@foreseen/x509'
import { type AuthorityIndex, authorityId, type KnownAuthority, nearChain } from './authorities.ts'
import { type Chain, coversHost, type Link, readChains } from './chain.ts'

/** What is known about an endpoint's chains, and what each certificate or key is to them. */
export interface EndpointView {
  /** `host:port` as given. */
  readonly endpoint: string
  /** Names by which clients may know it. */
  readonly hosts: readonly string[]
  /** Served today; empty when it could not be observed. */
  readonly chains: readonly Chain[]
  /** The announced next chain. */
  readonly next: Chain | undefined
  /** Why there is no chain, in plain sentences. */
  readonly failures: readonly string[]
  readonly roleOfCertificate: (object: CertificateObject) => Role
  /** Role of a key by the SHA-256 of its SPKI. */
  readonly roleOfKey: (spkiSha256: string) => Role
  /** Whether a key stands on a path of this chain, leaf and unserved root included. */
  readonly isOnPath: (spkiSha256: string, chain: Chain) => boolean
  /** Ids of the authorities and leaves that stand on a path of a chain of today or of the next one. */
  readonly pathIds: ReadonlySet<string>
  /** SHA-256 of the SPKIs of all that stands on a path of a chain of today or of the next one. */
  readonly pathKeys: ReadonlySet<string>
}

interface Membership {
  readonly authorities: ReadonlySet<string>
  readonly keys: ReadonlyMap<string, 'intermediate' | 'root'>
}

/** Authorities on some path from the leaf: served ones, and known ones that complete or lengthen the chain. */
function membersOf(chain: Chain, near: readonly KnownAuthority[], crypto: Crypto): Membership {
  const served = chain.links.slice(1)
  const authorities = new Set(served.map(link => authorityId(link.certificate)))
  const keys = new Map<string, 'intermediate' | 'root'>()
  for (const link of served)
    keys.set(link.spkiSha256, isSelfIssued(link.certificate) ? 'root' : 'intermediate')
  const intermediates = near.filter(object => object.position === 'intermediate')
  const pool = [...served.map(link => link.certificate), ...intermediates.map(object => object.certificate)]
  const answers = new Map<string, boolean>()
  for (const object of near) {
    const id = authorityId(object.certificate)
    const search = { crypto, maxPaths: 1 }
    const isOn =
      answers.get(id) ??
      buildPaths(chain.leaf.certificate, pool, [object.certificate], search).paths.length > 0
    answers.set(id, isOn)
    if (!isOn) continue
    authorities.add(id)
    if (object.position === 'root') keys.set(object.spkiSha256, 'root')
    else if (!keys.has(object.spkiSha256)) keys.set(object.spkiSha256, 'intermediate')
  }
  return { authorities, keys }
}

function mergeMembers(parts: readonly Membership[]): Membership {
  return {
    authorities: new Set(parts.flatMap(part => [...part.authorities])),
    keys: new Map(parts.flatMap(part => [...part.keys])),
  }
}

const has = (links: readonly (Link | undefined)[], key: 'sha256' | 'spkiSha256', value: string): boolean =>
  links.some(link => link?.[key] === value)

function certificateRoles(
  chains: readonly Chain[],
  next: Chain | undefined,
  present: Membership,
  coming: Membership,
  hosts: readonly string[],
): EndpointView['roleOfCertificate'] {
  const leaves = chains.map(chain => chain.leaf)
  const newestMs = Math.max(...leaves.map(leaf => leaf.certificate.notBeforeMs), Number.NEGATIVE_INFINITY)
  return object => {
    if (has(leaves, 'sha256', object.sha256)) return 'leaf'
    if (object.position === 'root' || object.position === 'intermediate') {
      const id = authorityId(object.certificate)
      if (present.authorities.has(id)) return object.position
      if (coming.authorities.has(id)) return object.position === 'root' ? 'next-root' : 'next-intermediate'
      return 'unrelated'
    }
    if (has([next?.leaf], 'sha256', object.sha256)) return 'next-leaf'
    if (has(leaves, 'spkiSha256', object.spkiSha256)) return 'leaf-key'
    if (!hosts.some(host => coversHost(object.facts, host))) return 'unrelated'
    return object.certificate.notBeforeMs > newestMs && leaves.length > 0 ? 'next-leaf' : 'former-leaf'
  }
}

function keyRoles(
  chains: readonly Chain[],
  next: Chain | undefined,
  present: Membership,
  coming: Membership,
): EndpointView['roleOfKey'] {
  const leaves = chains.map(chain => chain.leaf)
  return spkiSha256 => {
    if (has(leaves, 'spkiSha256', spkiSha256)) return 'leaf-key'
    const role = present.keys.get(spkiSha256)
    if (role !== undefined) return role === 'root' ? 'root-key' : 'intermediate-key'
    if (has([next?.leaf], 'spkiSha256', spkiSha256)) return 'next-leaf'
    const later = coming.keys.get(spkiSha256)
    if (later !== undefined) return later === 'root' ? 'next-root' : 'next-intermediate'
    return 'unrelated'
  }
}

function hostsOf(endpoint: string, observations: readonly Observation[]): string[] {
  const names = observations.flatMap(observation => [observation.host, observation.sni])
  const typed = endpoint.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  return [...new Set([typed, ...names])].filter(name => name !== '')
}

/**
 * Reads what was observed. A chain from a file beside one from the network is the announced next chain;
 * alone it stands in for the endpoint.
 */
export function viewEndpoint(
  endpoint: string,
  observations: readonly Observation[],
  known: AuthorityIndex,
  crypto: Crypto,
): EndpointView {
  const live = readChains(observations.filter(observation => observation.source === 'network'))
  const filed = readChains(observations.filter(observation => observation.source === 'file'))
  const chains = live.length > 0 ? live : filed
  const next = live.length > 0 ? filed[0] : undefined
  const hosts = hostsOf(endpoint, observations)
  const all = next === undefined ? chains : [...chains, next]
  const members = new Map(all.map(chain => [chain, membersOf(chain, nearChain(chain, known), crypto)]))
  const membersFor = (some: readonly Chain[]): Membership =>
    mergeMembers(some.flatMap(chain => members.get(chain) ?? []))
  const present = membersFor(chains)
  const coming = membersFor(next === undefined ? [] : [next])
  const failures = observations.flatMap(({ outcome }) => (outcome.state === 'failed' ? [outcome.detail] : []))
  return {
    endpoint,
    hosts,
    chains,
    next,
    failures,
    roleOfCertificate: certificateRoles(chains, next, present, coming, hosts),
    roleOfKey: keyRoles(chains, next, present, coming),
    isOnPath: (spkiSha256, chain) =>
      chain.links.some(link => link.spkiSha256 === spkiSha256) ||
      members.get(chain)?.keys.has(spkiSha256) === true,
    pathIds: new Set([
      ...present.authorities,
      ...coming.authorities,
      ...all.map(chain => authorityId(chain.leaf.certificate)),
    ]),
    pathKeys: new Set(
      all.flatMap(chain => [
        ...chain.links.map(link => link.spkiSha256),
        ...(members.get(chain)?.keys.keys() ?? []),
      ]),
    ),
  }
}
