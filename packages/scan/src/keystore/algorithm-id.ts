import { type DigestAlgorithm, decodeOid, type Element, isTag, readChildren, TAG } from '@foreseen/x509'

const BER = { indefinite: true }

/** AlgorithmIdentifier: its object identifier and its parameters, where it has some. */
export interface AlgorithmId {
  readonly oid: string
  readonly parameters: Element | undefined
}

/** Elements inside `element`, at most `max`; none when there is no element or it is not filled by them. */
export function childrenOf(bytes: Uint8Array, element: Element | undefined, max: number): readonly Element[] {
  return element?.constructed ? (readChildren(bytes, element, max, BER) ?? []) : []
}

export function oidOf(bytes: Uint8Array, element: Element | undefined): string {
  return isTag(bytes, element, TAG.oid) ? decodeOid(bytes, element.contentStart, element.contentEnd) : ''
}

export function readAlgorithmId(bytes: Uint8Array, element: Element | undefined): AlgorithmId {
  const [type, parameters] = isTag(bytes, element, TAG.sequence) ? childrenOf(bytes, element, 2) : []
  return { oid: oidOf(bytes, type), parameters }
}

/** Small unsigned number of an INTEGER, NaN for others: counts and lengths beyond 2^31 are lies. */
export function countOf(bytes: Uint8Array, element: Element | undefined): number {
  if (!isTag(bytes, element, TAG.integer) || element.contentEnd - element.contentStart > 4) return Number.NaN
  let count = 0
  for (let at = element.contentStart; at < element.contentEnd; at++) count = count * 256 + (bytes[at] ?? 0)
  return count > 0x7fff_ffff ? Number.NaN : count
}

/** Content of a primitive OCTET STRING; `undefined` for anything else. */
export function octetsOf(bytes: Uint8Array, element: Element | undefined): Uint8Array | undefined {
  return isTag(bytes, element, TAG.octetString)
    ? bytes.subarray(element.contentStart, element.contentEnd)
    : undefined
}

const DIGESTS: Readonly<Record<string, DigestAlgorithm>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

// hmacWith... of RFC 8018 appendix B.1.
const HMACS: Readonly<Record<string, DigestAlgorithm>> = {
  '1.2.840.113549.2.6': 'md5',
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

export const digestOf = (oid: string): DigestAlgorithm | undefined => DIGESTS[oid]
export const hmacOf = (oid: string): DigestAlgorithm | undefined => HMACS[oid]
