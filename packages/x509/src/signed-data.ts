import { certificateLength } from './certificate-gate.ts'
import { failure, note } from './deviations.ts'
import { derOf, type Element, isTag, readChildren, readElement, TAG } from './element.ts'
import type { SignedData } from './key-shape.ts'
import { decodeOid } from './oid.ts'
import type { Parsed, Problem } from './problem.ts'

const BER = { indefinite: true }
const SIGNED_DATA = '1.2.840.113549.1.7.2'
// System bundles have about 150 certificates; this bounds memory, not use.
const MAX_MEMBERS = 100_000

function readMembers(
  bytes: Uint8Array,
  set: Element,
  problems: Problem[],
): { der: Uint8Array; offset: number }[] {
  const members: { der: Uint8Array; offset: number }[] = []
  let at = set.contentStart
  for (let count = 0; at < set.contentEnd; count++) {
    const element = readElement(bytes, at, set.contentEnd, BER)
    if (element === undefined || count === MAX_MEMBERS) {
      note(problems, 'x509-pkcs7-members', at, 'The list of certificates cannot be read to its end.')
      break
    }
    if (certificateLength(bytes, at, element.end) === element.end - at)
      members.push({ der: derOf(bytes, element), offset: at })
    else
      note(problems, 'x509-pkcs7-member', at, 'A member of the certificate list is not an X.509 certificate.')
    at = element.end
  }
  return members
}

/** Elements directly inside `set`, without keeping them. */
function count(bytes: Uint8Array, set: Element | undefined): number {
  let found = 0
  let at = set?.contentStart ?? 0
  const end = set?.contentEnd ?? 0
  while (at < end && found < MAX_MEMBERS) {
    const element = readElement(bytes, at, end, BER)
    if (element === undefined) break
    found++
    at = element.end
  }
  return found
}

/** The SignedData SEQUENCE inside a ContentInfo (RFC 5652 section 3), or `undefined`. */
function unwrap(bytes: Uint8Array): { outer: Element; signed: Element } | undefined {
  const outer = readElement(bytes, 0, bytes.length, BER)
  if (!isTag(bytes, outer, TAG.sequence)) return undefined
  const type = readElement(bytes, outer.contentStart, outer.contentEnd)
  if (!isTag(bytes, type, TAG.oid) || decodeOid(bytes, type.contentStart, type.contentEnd) !== SIGNED_DATA)
    return undefined
  const explicit = readElement(bytes, type.end, outer.contentEnd, BER)
  if (!isTag(bytes, explicit, 0xa0)) return undefined
  const signed = readElement(bytes, explicit.contentStart, explicit.contentEnd, BER)
  return isTag(bytes, signed, TAG.sequence) ? { outer, signed } : undefined
}

/**
 * Reads a PKCS#7 or CMS SignedData (RFC 5652 section 5) in DER or BER: certificates with their offsets, who
 * signed, what. Errors: `x509-not-signed-data`.
 */
export function parseSignedData(bytes: Uint8Array): Parsed<SignedData> {
  const found = unwrap(bytes)
  const fields = found && readChildren(bytes, found.signed, 8, BER)
  const [version, digests, content] = fields ?? []
  if (
    !found ||
    !fields ||
    !isTag(bytes, version, TAG.integer) ||
    !isTag(bytes, digests, TAG.set) ||
    !content
  ) {
    return failure('x509-not-signed-data', 0, 'The bytes do not have the structure of a PKCS#7 SignedData.')
  }
  const problems: Problem[] = []
  const rest = fields.slice(3)
  const certificates = rest.find(field => isTag(bytes, field, 0xa0))
  const crls = rest.find(field => isTag(bytes, field, 0xa1))
  const signers = rest.find(field => isTag(bytes, field, TAG.set))
  if (signers === undefined)
    note(
      problems,
      'x509-pkcs7-no-signers',
      content.end,
      'The set of signers is missing; it may be empty, not absent.',
    )
  const type = readElement(bytes, content.contentStart, content.contentEnd)
  const value: SignedData = {
    lengthBytes: found.outer.end,
    signerCount: count(bytes, signers),
    contentType: isTag(bytes, type, TAG.oid) ? decodeOid(bytes, type.contentStart, type.contentEnd) : '',
    certificates: certificates ? readMembers(bytes, certificates, problems) : [],
    crlCount: count(bytes, crls),
  }
  if (found.outer.end < bytes.length)
    note(problems, 'x509-trailing-bytes', found.outer.end, 'Bytes follow the SignedData.')
  return { ok: true, value, problems }
}
