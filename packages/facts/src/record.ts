import { type Certificate, commonName, formatName, parseCertificate } from '@foreseen/x509'
import type { Finding, KeystoreEntry, ScanTotals, Unseen, UnseenReason } from './finding.ts'
import type { PinTarget, Position } from './inventory.ts'
import type { KindId, Level } from './kind.ts'

/** Name and version of the schema of one line of findings: `docs/formats/findings.schema.json`. */
export const findingsSchema = 'foreseen.findings/1'

/** Name and version of what a server takes in: the lines of findings and the public bytes behind them. */
export const pushSchema = 'foreseen.push/1'

/** What a record says about a certificate beside its digests. */
export interface CertificateText {
  readonly subject: string
  readonly issuer: string
  /** Common name, or the first host name, or the whole subject: what people call it. */
  readonly name: string
  readonly serial: string
  /** `RSA 2048`, `ECDSA P-256`. */
  readonly key: string
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/** What the inventory says about a finding. */
export interface FindingContext {
  readonly kind: KindId
  readonly level: Level
  readonly position: Position | undefined
  readonly resolvedTo: readonly PinTarget[]
  /** Present for certificates that parse. */
  readonly certificate: CertificateText | undefined
}

/** Keys that every record of a finding has; `null` where the thing has no such property. */
interface OccurrenceRecord {
  readonly schema: typeof findingsSchema
  readonly type: Finding['type']
  readonly kind: KindId
  readonly level: Level
  readonly sha256: string | null
  readonly spkiSha256: string | null
  readonly subject: string | null
  readonly issuer: string | null
  readonly serial: string | null
  readonly key: string | null
  /** ISO 8601 UTC; `null` when it cannot be read. */
  readonly notBefore: string | null
  readonly notAfter: string | null
  readonly position: Position | null
  readonly path: string
  readonly offset: number
  readonly length: number
  readonly line: number | null
  readonly section: string | null
  readonly symbol: string | null
  readonly encoding: string
  readonly detector: string
  readonly within: string | null
  readonly label: string | null
  readonly hosts: readonly string[]
  readonly resolvedTo: readonly PinTarget[]
}

interface DetailRecord {
  readonly format?: string
  readonly encrypted?: boolean
  readonly sealing?: string
  readonly form?: string
  readonly digestAlgorithm?: string
  readonly digest?: string
  readonly target?: string
  readonly expires?: string | null
  readonly entries?: readonly {
    readonly alias: string
    readonly kind: KeystoreEntry['kind']
    readonly created: string | null
  }[]
  readonly what?: string
  readonly detail?: string
}

/** One occurrence of one thing, as a line of JSON. */
export type FindingRecord = OccurrenceRecord & DetailRecord

/** Something that could not be looked at, as a line of JSON. */
export interface UnseenRecord {
  readonly schema: typeof findingsSchema
  readonly type: 'unseen'
  readonly reason: UnseenReason
  readonly code: string
  readonly detail: string
  readonly path: string
  readonly offset: number | null
}

/** The last line: what was looked at. */
export interface SummaryRecord extends ScanTotals {
  readonly schema: typeof findingsSchema
  readonly type: 'summary'
  readonly findings: number
  readonly unseen: number
  /** The time that was taken for now. */
  readonly at: string | null
  readonly elapsedMs: number
}

/** ISO 8601 UTC to the second; `null` for a time that cannot be read. */
export function isoTime(ms: number | undefined): string | null {
  if (ms === undefined || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null
  return new Date(ms).toISOString().replace('.000Z', 'Z')
}

function keyText(certificate: Certificate): string {
  const { kind, sizeBits, curve, algorithm } = certificate.publicKey
  if (kind === 'ec') return curve === '' ? 'ECDSA' : `ECDSA ${curve}`
  if (kind === 'rsa' || kind === 'dsa')
    return sizeBits > 0 ? `${kind.toUpperCase()} ${sizeBits}` : kind.toUpperCase()
  const known = {
    ed25519: 'Ed25519',
    ed448: 'Ed448',
    x25519: 'X25519',
    x448: 'X448',
    'ml-dsa': 'ML-DSA',
    other: algorithm.name,
  }
  return known[kind]
}

/** What is said of a parsed certificate in records and tables. */
export function certificateText(certificate: Certificate): CertificateText {
  const subject = formatName(certificate.subject)
  return {
    subject,
    issuer: formatName(certificate.issuer),
    name: commonName(certificate.subject) || subject || `serial ${certificate.serial}`,
    serial: certificate.serial,
    key: keyText(certificate),
    notBeforeMs: certificate.notBeforeMs,
    notAfterMs: certificate.notAfterMs,
  }
}

/** The same from DER; `undefined` when it does not parse. */
export function certificateTextOf(der: Uint8Array): CertificateText | undefined {
  const parsed = parseCertificate(der)
  return parsed.ok ? certificateText(parsed.value) : undefined
}

function detailOf(finding: Finding): DetailRecord {
  switch (finding.type) {
    case 'private-key':
      return { format: finding.format, encrypted: finding.encrypted, sealing: finding.sealing }
    case 'pin': {
      const { form, digestAlgorithm, digest, target, expiresMs } = finding
      return { form, digestAlgorithm, digest, target, expires: isoTime(expiresMs) }
    }
    case 'keystore':
      return {
        format: finding.format,
        entries: finding.entries.map(({ alias, kind, createdMs }) => ({
          alias,
          kind,
          created: isoTime(createdMs),
        })),
      }
    case 'sealed':
    case 'partial':
      return { what: finding.what, detail: finding.detail }
    default:
      return {}
  }
}

/** Algorithm and size of a private key: `RSA 2048`; a curve says its size itself. */
export function privateKeyText(algorithm: string, sizeBits: number): string {
  const name = algorithm.length <= 3 ? algorithm.toUpperCase() : algorithm
  if (/[0-9]/.test(name)) return name.startsWith('P-') ? `EC ${name}` : name
  return sizeBits > 0 ? `${name} ${sizeBits}` : name
}

function keyOf(finding: Finding, certificate: CertificateText | undefined): string | null {
  if (finding.type !== 'private-key') return certificate?.key ?? null
  return privateKeyText(finding.algorithm, finding.sizeBits)
}

/** One occurrence with what the inventory says about it, ready to be written as JSON. */
export function findingRecord(finding: Finding, context: FindingContext): FindingRecord {
  const { certificate } = context
  const { at } = finding
  return {
    schema: findingsSchema,
    type: finding.type,
    kind: context.kind,
    level: context.level,
    sha256: 'sha256' in finding ? finding.sha256 : null,
    spkiSha256: ('spkiSha256' in finding ? finding.spkiSha256 : undefined) ?? null,
    subject: certificate?.subject ?? null,
    issuer: certificate?.issuer ?? null,
    serial: certificate?.serial ?? null,
    key: keyOf(finding, certificate),
    notBefore: isoTime(certificate?.notBeforeMs),
    notAfter: isoTime(certificate?.notAfterMs),
    position: context.position ?? null,
    path: at.path,
    offset: at.offset,
    length: at.lengthBytes,
    line: at.line ?? null,
    section: at.section ?? null,
    symbol: at.symbol ?? null,
    encoding: finding.encoding,
    detector: finding.detector,
    within: finding.within ?? null,
    label: finding.label ?? null,
    hosts: finding.hosts ?? [],
    resolvedTo: context.resolvedTo,
    ...detailOf(finding),
  }
}

/** Something that could not be looked at, ready to be written as JSON. */
export function unseenRecord(unseen: Unseen): UnseenRecord {
  const { reason, code, detail, path, offset } = unseen
  return { schema: findingsSchema, type: 'unseen', reason, code, detail, path, offset: offset ?? null }
}

/** What was looked at, ready to be written as the last line. */
export function summaryRecord(
  totals: ScanTotals,
  counts: { readonly findings: number; readonly unseen: number; readonly elapsedMs: number },
  atMs: number,
): SummaryRecord {
  const { files, bytes, containers, members, inflatedBytes } = totals
  const { findings, unseen } = counts
  const looked = { files, bytes, containers, members, inflatedBytes }
  return {
    schema: findingsSchema,
    type: 'summary',
    findings,
    unseen,
    ...looked,
    at: isoTime(atMs),
    elapsedMs: Math.round(counts.elapsedMs),
  }
}
