import { certificateLength } from './certificate-gate.ts'
import type { Certificate } from './certificate-shape.ts'
import { failure, note } from './deviations.ts'
import {
  contentOf,
  derOf,
  type Element,
  isLengthMinimal,
  isTag,
  readChildren,
  readElement,
  TAG,
} from './element.ts'
import { noteExtensionDeviations, readExtensions } from './extensions.ts'
import { readName } from './name.ts'
import type { Parsed, Problem } from './problem.ts'
import { readAlgorithm, readPublicKey } from './public-key.ts'
import { readSerial } from './serial.ts'
import { sameOctets, skipElement } from './skip.ts'
import { hex } from './text.ts'
import { readValidity } from './validity.ts'

/** Why the gate said no, in one sentence. */
function refusal(bytes: Uint8Array): Problem {
  const lead = bytes[1] ?? 0
  const isSequence = bytes[0] === TAG.sequence && lead !== 0x80 && lead <= 0x84
  if (isSequence && skipElement(bytes, 0, bytes.length) < 0) {
    const detail = 'The bytes end before the certificate that starts here does.'
    return { code: 'x509-truncated', offset: bytes.length, detail }
  }
  return {
    code: 'x509-not-certificate',
    offset: 0,
    detail: 'The bytes do not have the structure of a certificate.',
  }
}

/** Version number as people count: 1 when absent. */
function readVersion(der: Uint8Array, element: Element | undefined, problems: Problem[]): number {
  if (!isTag(der, element, 0xa0)) return 1
  const integer = readElement(der, element.contentStart, element.contentEnd)
  const content = integer ? contentOf(der, integer) : new Uint8Array()
  const value = content.length === 1 ? (content[0] ?? 0) : -1
  if (value === 0)
    note(
      problems,
      'x509-version-default',
      element.start,
      'Version 1 is written out although it is the default.',
    )
  if (value < 0 || value > 2) {
    const shown = hex(content.subarray(0, 8)) || 'nothing'
    note(
      problems,
      'x509-version-unknown',
      element.start,
      `The version field holds ${shown}; 0, 1 and 2 are defined.`,
    )
  }
  return value < 0 ? 0 : value + 1
}

function noteLengths(elements: readonly Element[], problems: Problem[]): void {
  for (const element of elements) {
    if (isLengthMinimal(element)) continue
    note(
      problems,
      'x509-length-not-minimal',
      element.start,
      'A field has length octets to spare; DER asks for the fewest.',
    )
  }
}

function readSignature(der: Uint8Array, element: Element, problems: Problem[]): Uint8Array {
  const content = contentOf(der, element)
  if (content.length === 0 || content[0] !== 0) {
    note(problems, 'x509-signature-bits', element.start, 'The signature is not a whole number of octets.')
  }
  return content.subarray(1)
}

function noteNames(certificate: Certificate, issuerAt: number, subjectAt: number, problems: Problem[]): void {
  if (certificate.issuer.rdns.length === 0)
    note(problems, 'x509-issuer-empty', issuerAt, 'The issuer has no name.')
  const hasAlternative = certificate.extensions.some(({ oid }) => oid === '2.5.29.17')
  if (certificate.subject.rdns.length === 0 && !hasAlternative) {
    note(
      problems,
      'x509-subject-empty',
      subjectAt,
      'The subject has no name and there is no alternative name.',
    )
  }
}

interface Fields {
  readonly version: Element | undefined
  readonly serial: Element
  readonly algorithm: Element
  readonly issuer: Element
  readonly validity: Element
  readonly subject: Element
  readonly key: Element
  readonly optional: readonly Element[]
}

/** The fields of a TBSCertificate in their order (RFC 5280 4.1). */
function readFields(der: Uint8Array, tbs: Element): Fields | undefined {
  const all = readChildren(der, tbs, 10) ?? []
  const version = isTag(der, all[0], 0xa0) ? all[0] : undefined
  const [serial, algorithm, issuer, validity, subject, key, ...optional] = version ? all.slice(1) : all
  if (!serial || !algorithm || !issuer || !validity || !subject || !key) return undefined
  return { version, serial, algorithm, issuer, validity, subject, key, optional }
}

function readCertificate(der: Uint8Array): Certificate | undefined {
  const outer = readElement(der, 0)
  const [tbs, algorithm, signature] = (outer && readChildren(der, outer, 3)) ?? []
  const fields = tbs && readFields(der, tbs)
  if (!outer || !tbs || !algorithm || !signature || !fields) return undefined
  const problems: Problem[] = []
  noteLengths(
    [outer, tbs, algorithm, signature, fields.serial, fields.algorithm, fields.validity, ...fields.optional],
    problems,
  )
  const version = readVersion(der, fields.version, problems)
  const serial = readSerial(der, fields.serial, problems)
  const signatureAlgorithm = readAlgorithm(der, algorithm, problems)
  if (!sameOctets(derOf(der, fields.algorithm), signatureAlgorithm.der)) {
    const detail = 'The signed and the unsigned signature algorithm differ.'
    note(problems, 'x509-signature-algorithm-mismatch', fields.algorithm.start, detail)
  }
  const issuer = readName(der, fields.issuer, problems)
  const { notBeforeMs, notAfterMs } = readValidity(der, fields.validity, problems)
  const subject = readName(der, fields.subject, problems)
  const publicKey = readPublicKey(der, fields.key, problems)
  const extensions = readExtensions(der, fields.optional, version, problems)
  noteExtensionDeviations(extensions, problems)
  const certificate: Certificate = {
    der,
    version,
    serial,
    signatureAlgorithm,
    issuer,
    subject,
    notBeforeMs,
    notAfterMs,
    publicKey,
    extensions,
    tbs: derOf(der, tbs),
    signature: readSignature(der, signature, problems),
    deviations: problems,
  }
  noteNames(certificate, fields.issuer.start, fields.subject.start, problems)
  return certificate
}

/**
 * Reads the certificate at the start of `bytes` by structure (RFC 5280 4.1); what else is odd becomes a
 * deviation. Every part is a view into `bytes`; bytes behind the certificate are a deviation too.
 * Errors: `x509-not-certificate`, `x509-truncated`.
 */
export function parseCertificate(bytes: Uint8Array): Parsed<Certificate> {
  const length = certificateLength(bytes, 0, bytes.length)
  if (length === 0) return { ok: false, problems: [refusal(bytes)] }
  const certificate = readCertificate(bytes.subarray(0, length))
  if (certificate === undefined)
    return failure('x509-not-certificate', 0, 'The bytes do not have the structure of a certificate.')
  if (length === bytes.length) return { ok: true, value: certificate, problems: certificate.deviations }
  const trailing: Problem = {
    code: 'x509-trailing-bytes',
    offset: length,
    detail: `${bytes.length - length} bytes follow the certificate.`,
  }
  const deviations = [...certificate.deviations, trailing]
  return { ok: true, value: { ...certificate, deviations }, problems: deviations }
}
