import { contentOf, type Element, isTag, readElement, TAG } from './element.ts'
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.ts'
import { decodeOid } from './oid.ts'

/** A decoded extension value, and whether all of it had its syntax. */
export interface Decoded<T> {
  readonly value: T
  readonly complete: boolean
}

// Lists in the wild hold a handful; the bound keeps a hostile one from filling memory.
const MAX_ITEMS = 10_000

function whole(value: Uint8Array, identifier: number): Element | undefined {
  const element = readElement(value, 0)
  return isTag(value, element, identifier) ? element : undefined
}

/** Walks the elements of a SEQUENCE that fills `value`; `visit` says whether an element had its syntax. */
function walk(value: Uint8Array, visit: (element: Element) => boolean): boolean | undefined {
  const list = whole(value, TAG.sequence)
  if (list === undefined) return undefined
  let complete = list.end === value.length
  let at = list.contentStart
  for (let count = 0; at < list.contentEnd; count++) {
    const element = readElement(value, at, list.contentEnd)
    if (element === undefined || count === MAX_ITEMS) return false
    if (!visit(element)) complete = false
    at = element.end
  }
  return complete
}

/** BasicConstraints (4.2.1.9). */
export function decodeBasicConstraints(
  value: Uint8Array,
): Decoded<{ isCa: boolean; pathLength: number | undefined }> | undefined {
  let isCa = false
  let pathLength: number | undefined
  const complete = walk(value, element => {
    const content = contentOf(value, element)
    if (isTag(value, element, TAG.boolean)) isCa = content.some(octet => octet !== 0)
    else if (isTag(value, element, TAG.integer) && content.length > 0) pathLength = smallInteger(content)
    else return false
    return true
  })
  return complete === undefined ? undefined : { value: { isCa, pathLength }, complete }
}

/** A path length; anything beyond 31 bits or negative is as good as none. */
function smallInteger(content: Uint8Array): number | undefined {
  if (content.length > 4 || (content[0] ?? 0) >= 0x80) return undefined
  return content.reduce((sum, octet) => sum * 256 + octet, 0)
}

const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
]

/** KeyUsage (4.2.1.3): names of the bits that are set. */
export function decodeKeyUsage(value: Uint8Array): Decoded<string[]> | undefined {
  const element = whole(value, TAG.bitString)
  if (element === undefined || element.contentEnd === element.contentStart) return undefined
  const bits = contentOf(value, element).subarray(1)
  const names = KEY_USAGES.filter((_, bit) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0)
  return { value: names, complete: element.end === value.length && bits.length <= 2 }
}

/** A SEQUENCE of object identifiers: ExtKeyUsageSyntax (4.2.1.12). */
export function decodeOids(value: Uint8Array): Decoded<string[]> | undefined {
  const oids: string[] = []
  const complete = walk(value, element => {
    const oid = isTag(value, element, TAG.oid)
      ? decodeOid(value, element.contentStart, element.contentEnd)
      : ''
    if (oid !== '') oids.push(oid)
    return oid !== ''
  })
  return complete === undefined ? undefined : { value: oids, complete }
}

/** CertificatePolicies (4.2.1.4): their identifiers, qualifiers left aside. */
export function decodePolicies(value: Uint8Array): Decoded<string[]> | undefined {
  const oids: string[] = []
  const complete = walk(value, element => {
    const type = readElement(value, element.contentStart, element.contentEnd)
    const oid = isTag(value, type, TAG.oid) ? decodeOid(value, type.contentStart, type.contentEnd) : ''
    if (oid !== '') oids.push(oid)
    return oid !== ''
  })
  return complete === undefined ? undefined : { value: oids, complete }
}

/** SubjectAltName (4.2.1.6). */
export function decodeNames(value: Uint8Array): Decoded<GeneralName[]> | undefined {
  const list = whole(value, TAG.sequence)
  if (list === undefined) return undefined
  const { names, complete } = readGeneralNames(value, list.contentStart, list.contentEnd)
  return { value: names, complete: complete && list.end === value.length && names.length > 0 }
}

/** An OCTET STRING: SubjectKeyIdentifier (4.2.1.2). */
export function decodeOctets(value: Uint8Array): Decoded<Uint8Array> | undefined {
  const element = whole(value, TAG.octetString)
  return element && { value: contentOf(value, element), complete: element.end === value.length }
}

/** The key identifier of an AuthorityKeyIdentifier (4.2.1.1); `undefined` inside when it names issuer and serial only. */
export function decodeAuthorityKeyId(value: Uint8Array): Decoded<Uint8Array | undefined> | undefined {
  let keyId: Uint8Array | undefined
  const complete = walk(value, element => {
    if (element.tagClass !== 2 || element.tag > 2) return false
    if (element.tag === 0) keyId = contentOf(value, element)
    return true
  })
  return complete === undefined ? undefined : { value: keyId, complete }
}

const OCSP = '1.3.6.1.5.5.7.48.1'
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2'

/** AuthorityInfoAccess (4.2.2.1): URLs of responders and of the issuer's certificate. */
export function decodeAccess(
  value: Uint8Array,
): Decoded<{ ocsp: string[]; caIssuers: string[] }> | undefined {
  const ocsp: string[] = []
  const caIssuers: string[] = []
  const complete = walk(value, element => {
    const method = readElement(value, element.contentStart, element.contentEnd)
    const location = method && readElement(value, method.end, element.contentEnd)
    const name = location && readGeneralName(value, location)
    if (!isTag(value, method, TAG.oid) || name === undefined) return false
    const oid = decodeOid(value, method.contentStart, method.contentEnd)
    if (name.kind === 'uri' && oid === OCSP) ocsp.push(name.text)
    if (name.kind === 'uri' && oid === CA_ISSUERS) caIssuers.push(name.text)
    return true
  })
  return complete === undefined ? undefined : { value: { ocsp, caIssuers }, complete }
}

/** CRLDistributionPoints (4.2.1.13): URLs in the full names. */
export function decodeCrlUrls(value: Uint8Array): Decoded<string[]> | undefined {
  const urls: string[] = []
  const complete = walk(value, point => {
    const name = readElement(value, point.contentStart, point.contentEnd)
    if (!isTag(value, name, 0xa0)) return point.contentStart === point.contentEnd || name !== undefined
    const full = readElement(value, name.contentStart, name.contentEnd)
    if (!isTag(value, full, 0xa0)) return full !== undefined
    const { names, complete: fits } = readGeneralNames(value, full.contentStart, full.contentEnd)
    for (const { kind, text } of names) if (kind === 'uri' && urls.length < MAX_ITEMS) urls.push(text)
    return fits
  })
  return complete === undefined ? undefined : { value: urls, complete }
}

/** TLS features by number (RFC 7633). */
export function decodeTlsFeatures(value: Uint8Array): Decoded<number[]> | undefined {
  const features: number[] = []
  const complete = walk(value, element => {
    const number = isTag(value, element, TAG.integer) ? smallInteger(contentOf(value, element)) : undefined
    if (number !== undefined) features.push(number)
    return number !== undefined
  })
  return complete === undefined ? undefined : { value: features, complete }
}

/** How many timestamps a SignedCertificateTimestampList holds: two-octet lengths in an OCTET STRING (RFC 6962 3.3). */
export function decodeSctCount(value: Uint8Array): Decoded<number> | undefined {
  const element = whole(value, TAG.octetString)
  if (element === undefined) return undefined
  const list = contentOf(value, element)
  const end = 2 + (((list[0] ?? 0) << 8) | (list[1] ?? 0))
  if (list.length < 2 || end > list.length) return undefined
  let count = 0
  let at = 2
  while (at + 2 <= end) {
    const next = at + 2 + (((list[at] ?? 0) << 8) | (list[at + 1] ?? 0))
    if (next > end) break
    count++
    at = next
  }
  return { value: count, complete: at === end && end === list.length && element.end === value.length }
}
