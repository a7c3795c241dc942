import type { CertificateObject, Finding, Location, Occurrence, Position } from '@foreseen/facts'
import {
  type Certificate,
  type CertificateFacts,
  type Crypto,
  certificateFacts,
  commonName,
  formatName,
  type Parsed,
  parseCertificate,
  positionOf,
} from '@foreseen/x509'
import { fixtureOf, isFixtureCertificate, isFixturePath } from './fixture.ts'
import { groupBy, leadingKind, levelOf } from './order.ts'
import { isFileSignature, kindOfCertificate, purposeOf } from './purpose.ts'

type CertificateFinding = Extract<Finding, { type: 'certificate' }>

/** Reads DER; `parseCertificate`, or one that remembers what it read. */
export type CertificateReader = (der: Uint8Array, sha256: string) => Parsed<Certificate>

export interface Context {
  readonly crypto: Crypto
  readonly read: CertificateReader | undefined
  readonly nowMs: number
  /** Path of the release, below which folder names may say "test". */
  readonly releasePath: string
  /** Places of private keys by the SPKI they belong to. */
  readonly privateKeys: ReadonlyMap<string, Location>
}

/** A subject for people; never empty. */
export function subjectOf(certificate: Certificate): string {
  return formatName(certificate.subject) || `serial ${certificate.serial}`
}

/** What follows from a certificate alone. */
interface Own {
  readonly facts: CertificateFacts
  readonly position: Position
  readonly subject: string
  readonly issuer: string
}

// One certificate in a thousand releases is described once, where the reader gives the same one again.
const described = new WeakMap<Crypto, WeakMap<Certificate, Own>>()

function ownOf(certificate: Certificate, crypto: Crypto): Own {
  const known = described.get(crypto) ?? new WeakMap<Certificate, Own>()
  described.set(crypto, known)
  const found = known.get(certificate) ?? {
    facts: certificateFacts(certificate),
    position: positionOf(certificate, crypto),
    subject: subjectOf(certificate),
    issuer: formatName(certificate.issuer),
  }
  known.set(certificate, found)
  return found
}

function describe(
  certificate: Certificate,
  places: readonly CertificateFinding[],
  context: Context,
): CertificateObject | undefined {
  const first = places[0]
  if (first === undefined) return undefined
  const { facts, position, subject, issuer } = ownOf(certificate, context.crypto)
  const purpose = purposeOf(
    facts,
    position,
    places.filter(place => !isFileSignature(place)),
  )
  const expired = certificate.notAfterMs < context.nowMs
  const named = isFixtureCertificate(commonName(certificate.subject), facts.dnsNames)
  const occurrences = places.map<Occurrence>(finding => ({
    finding,
    kind: kindOfCertificate(finding, position, purpose, expired),
    fixture: isFixturePath(finding.at.path, context.releasePath) ? 'path' : named ? 'name' : undefined,
  }))
  const kind = leadingKind(occurrences, 'hardwired-leaf')
  const fixture = fixtureOf(occurrences.map(occurrence => occurrence.fixture))
  return {
    type: 'certificate',
    kind,
    level: levelOf(kind, fixture),
    fixture,
    occurrences,
    sha256: first.sha256,
    spkiSha256: first.spkiSha256,
    certificate,
    facts,
    subject,
    issuer,
    position,
    purpose,
    expired,
    exposedKey: context.privateKeys.get(first.spkiSha256),
  }
}

/** One object per SHA-256, parsed once; findings whose bytes do not parse come back as `unread`. */
export function collectCertificates(
  findings: readonly Finding[],
  context: Context,
): { readonly certificates: CertificateObject[]; readonly unread: Finding[] } {
  const certificates: CertificateObject[] = []
  const unread: Finding[] = []
  const found = findings.filter(finding => finding.type === 'certificate')
  for (const places of groupBy(found, finding => finding.sha256).values()) {
    const [first] = places
    const der = first?.der ?? new Uint8Array()
    const parsed = context.read?.(der, first?.sha256 ?? '') ?? parseCertificate(der)
    const object = parsed.ok ? describe(parsed.value, places, context) : undefined
    if (object === undefined) unread.push(...places)
    else certificates.push(object)
  }
  return { certificates, unread }
}
