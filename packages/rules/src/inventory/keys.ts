import type {
  CertificateObject,
  Finding,
  FixtureSign,
  KindId,
  Location,
  Occurrence,
  OtherObject,
  PrivateKeyObject,
  PublicKeyObject,
} from '@foreseen/facts'
import { fixtureOf, isFixturePath } from './fixture.ts'
import { groupBy, leadingKind, levelOf } from './order.ts'
import { isFileSignature } from './purpose.ts'

type Place = { readonly finding: Finding; readonly kind: KindId; readonly fixture: FixtureSign }

/** Occurrences with the sign of their path, and what follows for the object as a whole. */
export function placesOf(
  findings: readonly Finding[],
  kindOf: (finding: Finding) => KindId,
  releasePath: string,
): {
  kind: KindId
  fixture: FixtureSign
  occurrences: readonly Occurrence[]
  level: ReturnType<typeof levelOf>
} {
  const occurrences = findings.map<Place>(finding => ({
    finding,
    kind: kindOf(finding),
    fixture: isFixturePath(finding.at.path, releasePath) ? 'path' : undefined,
  }))
  const kind = leadingKind(occurrences, 'partial')
  const fixture = fixtureOf(occurrences.map(occurrence => occurrence.fixture))
  return { kind, fixture, occurrences, level: levelOf(kind, fixture) }
}

/** First place of each private key whose public half is known; findings are in order already. */
export function privateKeyPlaces(findings: readonly Finding[]): Map<string, Location> {
  const places = new Map<string, Location>()
  for (const finding of findings) {
    if (finding.type !== 'private-key' || finding.spkiSha256 === undefined) continue
    if (!places.has(finding.spkiSha256)) places.set(finding.spkiSha256, finding.at)
  }
  return places
}

/** One object per SPKI. */
export function collectPublicKeys(findings: readonly Finding[], releasePath: string): PublicKeyObject[] {
  const found = findings.filter(finding => finding.type === 'public-key')
  return [...groupBy(found, finding => finding.spkiSha256)].map(([spkiSha256, places]) => ({
    type: 'public-key',
    spkiSha256,
    ...placesOf(places, place => (isFileSignature(place) ? 'file-signature' : 'public-key'), releasePath),
  }))
}

/** One object per SPKI, or per place where the public half is sealed with the rest. */
export function collectPrivateKeys(
  findings: readonly Finding[],
  certificates: readonly CertificateObject[],
  releasePath: string,
): PrivateKeyObject[] {
  const found = findings.filter(finding => finding.type === 'private-key')
  const groups = groupBy(found, finding => finding.spkiSha256 ?? `${finding.at.path}\n${finding.at.offset}`)
  return [...groups.values()].map(places => {
    const spkiSha256 = places[0]?.spkiSha256
    const own = certificates.filter(object => object.spkiSha256 === spkiSha256)
    return {
      type: 'private-key',
      spkiSha256,
      encrypted: places.every(place => place.encrypted),
      certificates: own.map(object => object.sha256).sort(),
      ...placesOf(
        places,
        place => (place.type === 'private-key' && place.encrypted ? 'private-key-sealed' : 'private-key'),
        releasePath,
      ),
    }
  })
}

const kindOfOther: Readonly<Partial<Record<Finding['type'], KindId>>> = {
  'certificate-request': 'certificate-request',
  'revocation-list': 'revocation-list',
  keystore: 'keystore',
  sealed: 'sealed',
  partial: 'partial',
}

/** Everything that is shown and not forecast; `unread` are certificates whose bytes did not parse. */
export function collectOthers(
  findings: readonly Finding[],
  unread: readonly Finding[],
  releasePath: string,
): OtherObject[] {
  const found = [...findings.filter(finding => kindOfOther[finding.type] !== undefined), ...unread]
  const idOf = (finding: Finding): string =>
    'sha256' in finding
      ? `${finding.type} ${finding.sha256}`
      : `${finding.type} ${finding.at.path} ${finding.at.offset}`
  return [...groupBy(found, idOf)].map(([id, places]) => ({
    type: 'other',
    id,
    ...placesOf(places, place => kindOfOther[place.type] ?? 'partial', releasePath),
  }))
}
