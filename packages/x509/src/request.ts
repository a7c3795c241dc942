import type { Name, PublicKey } from './certificate-shape.ts'
import { failure, note } from './deviations.ts'
import { isTag, readChildren, readElement, TAG } from './element.ts'
import { readName } from './name.ts'
import type { Parsed, Problem } from './problem.ts'
import { readPublicKey } from './public-key.ts'

/** A certificate request (RFC 2986 section 4): who asks, for which key. */
export interface CertificateRequest {
  readonly subject: Name
  readonly publicKey: PublicKey
  readonly lengthBytes: number
}

/** Reads the certificate request at the start of `bytes`. Errors: `x509-not-request`. */
export function parseCertificateRequest(bytes: Uint8Array): Parsed<CertificateRequest> {
  const refused = failure(
    'x509-not-request',
    0,
    'The bytes do not have the structure of a certificate request.',
  )
  const outer = readElement(bytes, 0, bytes.length)
  const [info, algorithm, signature] =
    (isTag(bytes, outer, TAG.sequence) && readChildren(bytes, outer, 3)) || []
  if (!outer || !isTag(bytes, info, TAG.sequence) || !isTag(bytes, algorithm, TAG.sequence)) return refused
  if (!isTag(bytes, signature, TAG.bitString)) return refused
  const [version, subject, key, attributes] = readChildren(bytes, info, 4) ?? []
  if (!isTag(bytes, version, TAG.integer) || !isTag(bytes, subject, TAG.sequence)) return refused
  if (!isTag(bytes, key, TAG.sequence) || (attributes && !isTag(bytes, attributes, 0xa0))) return refused
  const [keyAlgorithm, keyBits] = readChildren(bytes, key, 2) ?? []
  if (!isTag(bytes, keyAlgorithm, TAG.sequence) || !isTag(bytes, keyBits, TAG.bitString)) return refused
  const problems: Problem[] = []
  const value = {
    subject: readName(bytes, subject, problems),
    publicKey: readPublicKey(bytes, key, problems),
    lengthBytes: outer.end,
  }
  if (outer.end < bytes.length)
    note(problems, 'x509-trailing-bytes', outer.end, 'Bytes follow the certificate request.')
  return { ok: true, value, problems }
}
