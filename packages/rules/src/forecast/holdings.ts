import type {
  Bundle,
  CertificateObject,
  Evidence,
  Inventory,
  Occurrence,
  PinObject,
  Role,
} from '@foreseen/facts'
import { type Crypto, commonName, hex } from '@foreseen/x509'
import { isFixtureFor } from '../inventory/fixture.ts'
import { type PinScope, pinScope } from './pin-scope.ts'
import type { Column } from './table.ts'
import type { EndpointView } from './view.ts'

/** A found certificate that concerns the endpoint. */
export interface HeldCertificate {
  readonly role: Role
  readonly object: CertificateObject
  readonly places: readonly Occurrence[]
}

/** A pin that the release asks of this endpoint's chain. */
export interface HeldPin {
  readonly pin: PinObject
  readonly places: readonly Occurrence[]
  /** What it is to the chain; `undefined` when nothing known has this digest. */
  readonly role: Role | undefined
  readonly column: Column | undefined
  readonly scope: PinScope
  /** Milliseconds after which the client no longer asks for it. */
  readonly expiresMs: number | undefined
  /** The file names this endpoint's host beside the pin. */
  readonly hostMatched: boolean
}

/** A bare public key of the endpoint's chain. */
export interface HeldKey {
  readonly role: Role
  readonly column: Column
  readonly spkiSha256: string
  readonly places: readonly Occurrence[]
}

/** Everything in a release that concerns one endpoint. */
export interface Holdings {
  readonly certificates: readonly HeldCertificate[]
  readonly keys: readonly HeldKey[]
  readonly pins: readonly HeldPin[]
  readonly bundles: readonly Bundle[]
  /** Members of bundles that stand on the endpoint's chain. */
  readonly bundleAnchors: readonly CertificateObject[]
  /** Concerns the endpoint and only stands in fixtures. */
  readonly fixtures: readonly Evidence[]
  /** Further live roots of the release: one of them may be where the endpoint moves. */
  readonly otherRoots: number
}

const keyColumns: Readonly<Partial<Record<Role, Column>>> = {
  'leaf-key': 'K',
  'intermediate-key': 'IK',
  'root-key': 'RK',
}

function usablePlaces(
  object: { readonly occurrences: readonly Occurrence[] },
  served: boolean,
): Occurrence[] {
  return object.occurrences.filter(place => place.kind !== 'file-signature' && !isFixtureFor(place, served))
}

function fixturePlaces(
  object: { readonly occurrences: readonly Occurrence[] },
  served: boolean,
): Occurrence[] {
  return object.occurrences.filter(place => place.kind !== 'file-signature' && isFixtureFor(place, served))
}

/** What a person calls a certificate: its common name, else its first host name. */
export function titleOf(object: CertificateObject): string {
  return commonName(object.certificate.subject) || object.facts.dnsNames[0] || object.subject
}

const isServedRole = (role: Role): boolean => role !== 'unrelated' && role !== 'former-leaf'

function holdCertificates(
  inventory: Inventory,
  view: EndpointView,
): { held: HeldCertificate[]; fixtures: Evidence[] } {
  const held: HeldCertificate[] = []
  const fixtures: Evidence[] = []
  for (const object of inventory.certificates) {
    const role = view.roleOfCertificate(object)
    if (role === 'unrelated') continue
    const places = usablePlaces(object, isServedRole(role))
    if (places.length > 0) held.push({ role, object, places })
    else {
      const evidence = fixturePlaces(object, isServedRole(role))
      fixtures.push(...evidence.map(({ finding }) => ({ finding, role, object: object.subject })))
    }
  }
  return { held, fixtures }
}

function holdKeys(inventory: Inventory, view: EndpointView): HeldKey[] {
  return inventory.publicKeys.flatMap(key => {
    const role = view.roleOfKey(key.spkiSha256)
    const column = keyColumns[role]
    const places = usablePlaces(key, true)
    if (column === undefined || places.length === 0) return []
    return [{ role, column, spkiSha256: key.spkiSha256, places }]
  })
}

/** Role and column of a pin: first by the chains themselves, then by what the inventory resolved it to. */
function matchPin(
  pin: PinObject,
  view: EndpointView,
  crypto: Crypto,
): { role: Role; column: Column | undefined } | undefined {
  const links = [...view.chains, ...(view.next === undefined ? [] : [view.next])].flatMap(
    chain => chain.links,
  )
  for (const link of links) {
    const { der, publicKey } = link.certificate
    if (hex(crypto.digest(pin.digestAlgorithm, publicKey.der)) === pin.digest) {
      const role = view.roleOfKey(link.spkiSha256)
      return { role, column: keyColumns[role] }
    }
    if (hex(crypto.digest(pin.digestAlgorithm, der)) !== pin.digest) continue
    const isLeaf = view.chains.some(chain => chain.leaf.sha256 === link.sha256)
    const byKey = view.roleOfKey(link.spkiSha256)
    if (isLeaf) return { role: 'leaf', column: 'L' }
    if (byKey === 'intermediate-key') return { role: 'intermediate', column: 'IF' }
    return byKey === 'root-key'
      ? { role: 'root', column: 'RK' }
      : { role: view.next?.leaf.sha256 === link.sha256 ? 'next-leaf' : byKey, column: undefined }
  }
  const target = pin.resolvedTo[0]
  if (target === undefined) return undefined
  const roles = pin.resolvedTo.map(each => view.roleOfKey(each.spkiSha256))
  const role = roles.find(each => each !== 'unrelated') ?? 'unrelated'
  // A digest over a whole certificate that the endpoint does not serve matches no leaf of it, key or not.
  if (role === 'leaf-key' && pin.resolvedTo.every(each => each.by === 'certificate'))
    return { role: 'former-leaf', column: undefined }
  const column = keyColumns[role]
  return { role, column: column === 'IK' && target.by === 'certificate' ? 'IF' : column }
}

function hostMatches(patterns: readonly string[], hosts: readonly string[]): boolean {
  return patterns.some(written => {
    const pattern = written.toLowerCase()
    const bare = pattern.replace(/^\*{1,2}\./, '')
    return hosts.some(host => {
      const name = host.toLowerCase()
      return name === pattern || (pattern !== bare && name.endsWith(`.${bare}`))
    })
  })
}

function holdPins(
  inventory: Inventory,
  view: EndpointView,
  crypto: Crypto,
): { held: HeldPin[]; fixtures: Evidence[] } {
  const held: HeldPin[] = []
  const fixtures: Evidence[] = []
  for (const pin of inventory.pins) {
    const match = matchPin(pin, view, crypto)
    const findings = pin.occurrences.flatMap(place =>
      place.finding.type === 'pin' ? [{ place, finding: place.finding }] : [],
    )
    const named = findings.filter(({ finding }) => (finding.hosts?.length ?? 0) > 0)
    const matching = named.filter(({ finding }) => hostMatches(finding.hosts ?? [], view.hosts))
    // A pin that names other hosts only is theirs, whatever its digest.
    if (named.length === findings.length && matching.length === 0) continue
    if (matching.length === 0 && match?.role === 'unrelated') continue
    const relevant = findings.filter(
      ({ finding }) => (finding.hosts?.length ?? 0) === 0 || hostMatches(finding.hosts ?? [], view.hosts),
    )
    const live = relevant.filter(
      ({ place, finding }) => place.fixture !== 'path' && pinScope(finding.form) !== 'unenforced',
    )
    const first = live[0]
    if (first === undefined) {
      const role = match?.role ?? 'unrelated'
      if (role === 'unrelated' && matching.length === 0) continue
      fixtures.push(
        ...relevant.map(({ finding }) => ({ finding, role, object: `${pin.digestAlgorithm} ${pin.digest}` })),
      )
      continue
    }
    const expiries = live.map(({ finding }) => finding.expiresMs)
    held.push({
      pin,
      places: live.map(({ place }) => place),
      role: match?.role === 'unrelated' ? undefined : match?.role,
      column: match?.column,
      scope: pinScope(first.finding.form),
      expiresMs: expiries.some(each => each === undefined)
        ? undefined
        : Math.max(...expiries.map(each => each ?? 0)),
      hostMatched: matching.length > 0,
    })
  }
  return { held, fixtures }
}

/** What concerns the endpoint, apart from what only stands in fixtures. */
export function holdingsOf(
  inventory: Inventory,
  view: EndpointView,
  crypto: Crypto,
  nowMs: number,
): Holdings {
  const { held, fixtures } = holdCertificates(inventory, view)
  const pins = holdPins(inventory, view, crypto)
  const bundles = inventory.bundles.filter(bundle => bundle.fixture !== 'path')
  const onChain = (object: CertificateObject): boolean => view.roleOfCertificate(object) !== 'unrelated'
  const otherRoots = inventory.certificates.filter(
    object =>
      object.position === 'root' &&
      object.certificate.notAfterMs > nowMs &&
      view.roleOfCertificate(object) === 'unrelated' &&
      usablePlaces(object, false).length > 0,
  )
  return {
    certificates: held,
    keys: holdKeys(inventory, view),
    pins: pins.held,
    bundles,
    bundleAnchors: bundles.flatMap(bundle => bundle.members.filter(onChain)),
    fixtures: [...fixtures, ...pins.fixtures],
    otherRoots: otherRoots.length,
  }
}
