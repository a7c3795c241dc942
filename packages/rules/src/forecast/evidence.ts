import type { Bundle, CertificateObject, Evidence, Release, Role } from '@foreseen/facts'
import { compareText } from '../inventory/order.ts'
import { type Holdings, titleOf } from './holdings.ts'
import { countOf, dateOf, objectOfRole, pathWithin } from './words.ts'

/** The nearer to the leaf, the sooner it decides; used to choose what a sentence names. */
const order: readonly Role[] = [
  'leaf',
  'leaf-key',
  'former-leaf',
  'next-leaf',
  'intermediate',
  'intermediate-key',
  'next-intermediate',
  'root',
  'root-key',
  'next-root',
  'unrelated',
]

/** A held thing for a sentence and for evidence. */
export interface Held {
  readonly role: Role
  /** `the root Fixture Root A`. */
  readonly title: string
  /** `holds` or `pins`. */
  readonly verb: 'holds' | 'pins'
  readonly evidence: readonly Evidence[]
}

/** Places told per object; a certificate copied into a thousand files is one thing. */
const maxPlaces = 20

function heldInBundle(object: CertificateObject, bundle: Bundle): Held {
  const role = object.position === 'root' ? 'root' : 'intermediate'
  const age = dateOf(bundle.newest.certificate.notBeforeMs)
  return {
    role,
    title: `${objectOfRole[role]} ${titleOf(object)} in a bundle of ${countOf(bundle.count, 'root')}, the newest of ${age}`,
    verb: 'holds',
    evidence: object.occurrences
      .slice(0, 1)
      .map(({ finding }) => ({ finding, role, object: object.subject })),
  }
}

/** What concerns the endpoint, nearest to the leaf first, then by place. */
export function heldOf(holdings: Holdings): Held[] {
  const certificates = holdings.certificates.map<Held>(({ role, object, places }) => ({
    role,
    title:
      role === 'leaf' || role === 'former-leaf' || role === 'next-leaf'
        ? objectOfRole[role]
        : role === 'leaf-key'
          ? "an earlier certificate with the server's key"
          : `${objectOfRole[role]} ${titleOf(object)}`,
    verb: 'holds',
    evidence: places.slice(0, maxPlaces).map(({ finding }) => ({ finding, role, object: object.subject })),
  }))
  const keys = holdings.keys.map<Held>(({ role, spkiSha256, places }) => ({
    role,
    title: objectOfRole[role],
    verb: 'holds',
    evidence: places
      .slice(0, maxPlaces)
      .map(({ finding }) => ({ finding, role, object: `SPKI sha256 ${spkiSha256}` })),
  }))
  const pins = holdings.pins.map<Held>(({ pin, role, places }) => {
    const title =
      role === undefined ? `a ${pin.digestAlgorithm} digest of something not found here` : objectOfRole[role]
    const object = `${pin.digestAlgorithm} ${pin.digest}`
    return {
      role: role ?? 'unrelated',
      title,
      verb: 'pins',
      evidence: places
        .slice(0, maxPlaces)
        .map(({ finding }) => ({ finding, role: role ?? 'unrelated', object })),
    }
  })
  const bundles = holdings.bundles.flatMap(bundle =>
    holdings.bundleAnchors
      .filter(member => bundle.members.includes(member))
      .map(member => heldInBundle(member, bundle)),
  )
  return [...certificates, ...keys, ...pins, ...bundles].sort(
    (a, b) => order.indexOf(a.role) - order.indexOf(b.role) || compareText(placeOf(a), placeOf(b)),
  )
}

function placeOf(held: Held): string {
  const at = held.evidence[0]?.finding.at
  return at === undefined ? '' : `${at.path}\n${at.offset}`
}

/** `bin/joost holds the server's own certificate`. */
export function clauseOf(held: Held, release: Release): string {
  const finding = held.evidence[0]?.finding
  const path = finding === undefined ? 'it' : pathWithin(release, finding.at.path)
  return `${path} ${held.verb} ${held.title}`
}
