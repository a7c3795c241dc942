import { extensionType } from './client-hello.ts'
import { malformed, ObservationFailure } from './failure.ts'
import { FieldReader, readExtensions } from './fields.ts'

/** Entries of a Certificate message in the order sent, with what came beside the first. */
export interface CertificateMessage {
  readonly certificates: readonly Uint8Array[]
  /** The OCSP response stapled to the leaf. */
  readonly staple: Uint8Array | undefined
  readonly sctCount: number
}

function limit(certificates: readonly Uint8Array[], maxCertificates: number): void {
  if (certificates.length <= maxCertificates) return
  throw new ObservationFailure(
    'tls-chain-too-large',
    `the chain has more than ${maxCertificates} certificates`,
  )
}

/** The OCSP response of a CertificateStatus (RFC 6066 section 8). */
export function readStaple(body: Uint8Array): Uint8Array {
  const reader = new FieldReader(body, 'the CertificateStatus')
  if (reader.number(1) !== 1) throw malformed('the stapled status is not an OCSP response')
  return reader.vector(3)
}

/** How many signed certificate timestamps a list holds (RFC 6962 section 3.3). */
export function countScts(value: Uint8Array | undefined): number {
  if (value === undefined || value.length === 0) return 0
  const list = new FieldReader(value, 'the list of timestamps').within(2)
  let count = 0
  for (; list.left > 0; count += 1) list.vector(2)
  return count
}

/** The Certificate message up to TLS 1.2 (RFC 5246 section 7.4.2). */
export function readCertificate12(body: Uint8Array, maxCertificates: number): CertificateMessage {
  const reader = new FieldReader(body, 'the Certificate message')
  const list = reader.within(3)
  reader.end()
  const certificates: Uint8Array[] = []
  while (list.left > 0) {
    certificates.push(list.vector(3))
    limit(certificates, maxCertificates)
  }
  return { certificates, staple: undefined, sctCount: 0 }
}

/** The Certificate message of TLS 1.3 (RFC 8446 section 4.4.2). */
export function readCertificate13(body: Uint8Array, maxCertificates: number): CertificateMessage {
  const reader = new FieldReader(body, 'the Certificate message')
  reader.vector(1)
  const list = reader.within(3)
  reader.end()
  const certificates: Uint8Array[] = []
  let staple: Uint8Array | undefined
  let sctCount = 0
  while (list.left > 0) {
    certificates.push(list.vector(3))
    limit(certificates, maxCertificates)
    const extensions = readExtensions(list.within(2))
    if (certificates.length > 1) continue
    const status = extensions.get(extensionType.statusRequest)
    if (status !== undefined) staple = readStaple(status)
    sctCount = countScts(extensions.get(extensionType.sct))
  }
  return { certificates, staple, sctCount }
}
