import type { Bundle, CertificateObject, Evidence, Inventory, Occurrence, Role } from '@foreseen/facts'
import { type Crypto, commonName } from '@foreseen/x509'
import { isFixtureFor } from '../inventory/fixture.ts'
import { compareText, groupBy } from '../inventory/order.ts'
import { authorityId } from './authorities.ts'
import { type HeldPin, holdPins, keyColumns } from './held-pins.ts'
import type { Column } from './table.ts'
import type { EndpointView } from './view.ts'

/** A found certificate that concerns the endpoint. */
export interface HeldCertificate {
  readonly role: Role
  readonly object: CertificateObject
  readonly places: readonly Occurrence[]
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

// Bundles hold hundreds of authorities of which a chain passes one or two: found by name, not one by one.
const memberIndexes = new WeakMap<Bundle, ReadonlyMap<string, readonly CertificateObject[]>>()

/** Members that may be on the endpoint's chain, in the order of the bundle. */
function membersNear(bundle: Bundle, view: EndpointView): CertificateObject[] {
  const index =
    memberIndexes.get(bundle) ?? groupBy(bundle.members, object => authorityId(object.certificate))
  memberIndexes.set(bundle, index)
  const near = [...view.pathIds].flatMap(id => index.get(id) ?? [])
  return near.sort((a, b) => compareText(a.sha256, b.sha256))
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
    bundleAnchors: bundles.flatMap(bundle => membersNear(bundle, view).filter(onChain)),
    fixtures: [...fixtures, ...pins.fixtures],
    otherRoots: otherRoots.length,
  }
}
