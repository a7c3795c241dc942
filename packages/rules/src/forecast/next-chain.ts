import type { RenewalEvent } from '@foreseen/facts'
import { commonName, formatName } from '@foreseen/x509'
import type { Chain, Link } from './chain.ts'
import type { EndpointView } from './view.ts'

const sameOctets = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((octet, index) => octet === b[index])

const sameName = (a: Link, b: Link): boolean => sameOctets(a.certificate.issuer.der, b.certificate.issuer.der)

/** The key that issued the leaf, when its certificate is served. */
const issuerKey = (chain: Chain): string | undefined => chain.links[1]?.spkiSha256

function topsAgree(a: Chain, b: Chain): boolean {
  const [top, other] = [a.links.at(-1), b.links.at(-1)]
  if (top === undefined || other === undefined) return false
  return top.spkiSha256 === other.spkiSha256 || sameName(top, other)
}

/** Rows of the table that describe the step from one chain to the next; the farthest from the leaf first. */
export function changesBetween(present: Chain, next: Chain, view: EndpointView): RenewalEvent[] {
  const events: RenewalEvent[] = []
  const leafChanged = present.leaf.sha256 !== next.leaf.sha256
  const keyChanged = present.leaf.spkiSha256 !== next.leaf.spkiSha256
  const issuerChanged = issuerKey(present) !== issuerKey(next) || !sameName(present.leaf, next.leaf)
  if (leafChanged && !topsAgree(present, next) && !sharesPath(present, next, view)) events.push('E10')
  if (leafChanged && issuerChanged) events.push(sameName(present.leaf, next.leaf) ? 'E5' : 'E3')
  if (keyChanged && present.leaf.certificate.publicKey.kind !== next.leaf.certificate.publicKey.kind)
    events.push('E14')
  if (leafChanged) events.push(keyChanged ? 'E2' : 'E1')
  if (!leafChanged && reissued(present, next)) events.push('E4')
  if (!leafChanged && next.links.length > present.links.length) events.push('E6')
  return events
}

/** Whether the top of one chain says that an authority of the other issued it. */
function leadsInto(from: Chain, into: Chain): boolean {
  const issuer = from.links.at(-1)?.certificate.issuer.der
  return (
    issuer !== undefined && into.links.slice(1).some(link => sameOctets(link.certificate.subject.der, issuer))
  )
}

/** An authority above the leaf that both chains pass, served by both or named by the top of one. */
function sharesPath(present: Chain, next: Chain, view: EndpointView): boolean {
  if (leadsInto(next, present) || leadsInto(present, next)) return true
  return next.links.slice(1).some(link => view.isOnPath(link.spkiSha256, present))
}

function reissued(present: Chain, next: Chain): boolean {
  return next.links.slice(1).some(link => {
    const before = present.links.find(each => each.spkiSha256 === link.spkiSha256)
    return before !== undefined && before.sha256 !== link.sha256
  })
}

/** Who stands at the top of a chain: the issuer of its last certificate, for people. */
export function nextTopOf(chain: Chain): string {
  const issuer = (chain.links.at(-1) ?? chain.leaf).certificate.issuer
  return commonName(issuer) || formatName(issuer) || 'an issuer without a name'
}
