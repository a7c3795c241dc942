import { buildPaths, type Certificate, type Crypto, isSelfIssued } from '@foreseen/x509'
import { authorityId } from './authorities.ts'
import type { Chain } from './chain.ts'
import { factsOf } from './digests.ts'
import type { VerifierProfile } from './profiles.ts'

/** One certificate parsed once is one thing; equal octets of another parse are found by looking. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  // From the end: certificates of one authority begin alike and end with their signatures.
  for (let at = a.length - 1; at >= 0; at--) if (a[at] !== b[at]) return false
  return true
}

const sameAuthority = (a: Certificate, b: Certificate): boolean => authorityId(a) === authorityId(b)

/** A moment in milliseconds, or `undefined` for "if dates did not count". */
export type Moment = number | undefined

/** RFC 5280 4.1.2.5: both ends are inside. A date that cannot be read is never inside. */
export function isValidAt(certificate: Certificate, atMs: Moment): boolean {
  if (atMs === undefined) return true
  return certificate.notBeforeMs <= atMs && atMs <= certificate.notAfterMs
}

const serverAuth = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0']

function mayServe(certificate: Certificate): boolean {
  const usages = factsOf(certificate).extendedKeyUsage
  return usages === undefined || usages.some(usage => serverAuth.includes(usage))
}

function acceptsLeafAnchor(
  profile: VerifierProfile,
  store: readonly Certificate[],
  leaf: Certificate,
  atMs: Moment,
): boolean {
  const held = store.find(anchor => sameBytes(anchor.der, leaf.der))
  if (held !== undefined) {
    if (!isSelfIssued(leaf) && !profile.leafAnchor) return false
    return isValidAt(leaf, atMs) || !profile.anchorTimeChecked
  }
  const byKey = profile.selfSignedByKey && isSelfIssued(leaf)
  return (
    byKey &&
    isValidAt(leaf, atMs) &&
    store.some(anchor => sameAuthority(anchor, leaf) && isValidAt(anchor, atMs))
  )
}

/** An intermediate in the store that has expired and stands in the way of its served, fresh twin. */
function isPoisoned(store: readonly Certificate[], served: readonly Certificate[], atMs: Moment): boolean {
  return store.some(
    held =>
      !isSelfIssued(held) &&
      !isValidAt(held, atMs) &&
      served.slice(1).some(link => !sameBytes(link.der, held.der) && sameAuthority(link, held)),
  )
}

/** The same authority served twice, the expired certificate first. */
function hasExpiredTwinFirst(served: readonly Certificate[], atMs: Moment): boolean {
  return served.some(
    (link, index) =>
      !isValidAt(link, atMs) && served.slice(index + 1).some(later => sameAuthority(link, later)),
  )
}

/** RFC 5280 6.1.4(m): self-issued certificates do not count against a path length. */
function keepsPathLength(path: readonly Certificate[], profile: VerifierProfile): boolean {
  return path.every((certificate, index) => {
    const isAnchor = index === path.length - 1
    const limit = isAnchor && !profile.anchorPathLengthChecked ? undefined : factsOf(certificate).pathLength
    if (index === 0 || limit === undefined) return true
    return path.slice(1, index).filter(below => !isSelfIssued(below)).length <= limit
  })
}

function acceptsPath(path: readonly Certificate[], profile: VerifierProfile, atMs: Moment): boolean {
  const [leaf, ...authorities] = path
  if (leaf === undefined || !isValidAt(leaf, atMs) || !mayServe(leaf)) return false
  const between = authorities.slice(0, -1)
  if (!between.every(certificate => isValidAt(certificate, atMs))) return false
  if (profile.caPurposeChecked && !between.every(mayServe)) return false
  return keepsPathLength(path, profile)
}

/** Without trusted-first, served certificates are followed to their end before the store is asked. */
function withoutTrustedFirst(
  store: readonly Certificate[],
  served: readonly Certificate[],
): readonly Certificate[] {
  const issuers = served.map(link => link.issuer.der)
  return store.filter(anchor => {
    const replaced = served.find(link => sameAuthority(link, anchor) && !isSelfIssued(link))
    return replaced === undefined || !issuers.some(name => sameBytes(name, anchor.subject.der))
  })
}

/**
 * Whether a verifier with this store accepts a served chain at a moment. Names are not
 * looked at; signatures that cannot be checked here count as good, for the verifier may know them.
 */
export function acceptsChain(
  profile: VerifierProfile,
  store: readonly Certificate[],
  chain: Chain,
  atMs: Moment,
  crypto: Crypto,
): boolean {
  const served = chain.links.map(link => link.certificate)
  const leaf = chain.leaf.certificate
  if (acceptsLeafAnchor(profile, store, leaf, atMs)) return true
  if (profile.storePoison && isPoisoned(store, served, atMs)) return false
  if (profile.servedPoison && hasExpiredTwinFirst(served, atMs)) return false
  const timely = profile.anchorTimeChecked ? store.filter(anchor => isValidAt(anchor, atMs)) : store
  const trusted = profile.trustedFirst ? timely : withoutTrustedFirst(timely, served)
  const anchors = trusted.filter(
    anchor => !sameAuthority(anchor, leaf) && (profile.partialChain || isSelfIssued(anchor)),
  )
  const pool = [...served, ...store.filter(held => !anchors.includes(held))]
  return buildPaths(leaf, pool, anchors, { crypto }).paths.some(path =>
    acceptsPath(path.certificates, profile, atMs),
  )
}
