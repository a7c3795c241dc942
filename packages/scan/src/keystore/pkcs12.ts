import {
  type Crypto,
  describeSealing,
  type Element,
  isTag,
  joinOctets,
  readElement,
  TAG,
} from '@foreseen/x509'
import { childrenOf, countOf, oidOf } from './algorithm-id.ts'
import { type Effort, MAX_ROUNDS, type Password, passwordsOf } from './password.ts'
import { type Mac, readMac } from './pkcs12-mac.ts'
import { type Bag, readSafe, type SafeBytes } from './safe-bags.ts'
import { readSealing } from './sealing.ts'

const BER = { indefinite: true }
const MAX_SAFES = 1000
const DATA = '1.2.840.113549.1.7.1'
const SIGNED_DATA = '1.2.840.113549.1.7.2'
const ENVELOPED_DATA = '1.2.840.113549.1.7.3'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'

/** One safe of the file. Positions count from the start of the file; bags of an opened safe have none of their own. */
export interface Safe {
  readonly start: number
  readonly end: number
  readonly state: 'clear' | 'opened' | 'sealed'
  readonly bags: readonly Bag[]
  /** Whether positions of bags are offsets in the file. */
  readonly placed: boolean
  /** Cipher and derivation, or why it stays closed; '' when clear. */
  readonly sealing: string
}

/** A PKCS#12 file (RFC 7292) by what can be read of it. */
export interface Pkcs12 {
  readonly lengthBytes: number
  readonly safes: readonly Safe[]
  /** Whether an integrity check told the right password. */
  readonly verified: boolean
}

/** What is tried on the safes of one file. */
interface Attempt {
  readonly crypto: Crypto
  readonly effort: Effort
  readonly passwords: readonly Password[]
}

/** The OCTET STRING inside [0] of a ContentInfo of type data, in place when it is primitive. */
function dataOf(bytes: Uint8Array, explicit: Element | undefined): SafeBytes | undefined {
  const [octets] = childrenOf(bytes, explicit, 1)
  const tag = octets ? (bytes[octets.start] ?? 0) : 0
  if (!octets || (tag !== 0x04 && tag !== 0x24)) return undefined
  if (!octets.constructed) return { bytes, from: octets.contentStart, to: octets.contentEnd, offset: 0 }
  const joined = joinOctets(bytes, octets)
  return joined && { bytes: joined, from: 0, to: joined.length, offset: undefined }
}

/** EncryptedContentInfo (RFC 5652 6.1): type, algorithm, [0] IMPLICIT OCTET STRING. */
function encryptedOf(
  bytes: Uint8Array,
  explicit: Element | undefined,
): { algorithm: Element; sealed: Uint8Array } | undefined {
  const [data] = childrenOf(bytes, explicit, 1)
  const [, info] = childrenOf(bytes, data, 3)
  const [, algorithm, content] = childrenOf(bytes, info, 3)
  if (!algorithm || !content || content.tagClass !== 2 || content.tag !== 0) return undefined
  const sealed = joinOctets(bytes, content)
  return sealed && { algorithm, sealed }
}

function openSafe(
  bytes: Uint8Array,
  explicit: Element | undefined,
  attempt: Attempt,
): Omit<Safe, 'start' | 'end'> {
  const found = encryptedOf(bytes, explicit)
  const closed = { state: 'sealed' as const, bags: [], placed: false }
  if (found === undefined) return { ...closed, sealing: 'unreadable' }
  const sealing = describeSealing(bytes, found.algorithm)
  const opener = readSealing(bytes, found.algorithm)
  if (opener === undefined) return { ...closed, sealing: `${sealing} (not known here)` }
  for (const password of attempt.passwords) {
    const plain = opener.open(attempt.crypto, password, found.sealed, attempt.effort)
    const bags = plain && readSafe({ bytes: plain, from: 0, to: plain.length, offset: undefined })
    if (bags !== undefined && bags.length > 0) return { state: 'opened', bags, placed: false, sealing }
  }
  return { ...closed, sealing }
}

function readContentInfo(
  content: SafeBytes,
  element: Element,
  span: { start: number; end: number },
  attempt: Attempt,
): Safe {
  const { bytes } = content
  const [type, explicit] = childrenOf(bytes, element, 2)
  const oid = oidOf(bytes, type)
  const inPlace = content.offset !== undefined
  const place = inPlace ? { start: element.start, end: element.end } : span
  if (oid === ENCRYPTED_DATA) return { ...place, ...openSafe(bytes, explicit, attempt) }
  if (oid === DATA) {
    const safe = dataOf(bytes, explicit)
    const bags = safe && readSafe(safe)
    if (bags)
      return { ...place, state: 'clear', bags, placed: inPlace && safe.offset !== undefined, sealing: '' }
  }
  const sealing = oid === ENVELOPED_DATA ? 'encrypted for the holder of a private key' : 'unreadable'
  return { ...place, state: 'sealed', bags: [], placed: false, sealing }
}

/** With an integrity check the passwords that pass it, else all of them: a wrong one opens nothing that parses. */
function fitting(mac: Mac | undefined, content: SafeBytes, attempt: Attempt): readonly Password[] {
  if (mac === undefined) return attempt.passwords
  const signed = content.bytes.subarray(content.from, content.to)
  const right = attempt.passwords.find(one => mac.fits(attempt.crypto, one, signed, attempt.effort))
  return right ? [right] : []
}

/** The outer SEQUENCE of version 3 and a ContentInfo of data or signed data, or `undefined`. */
function unwrap(
  bytes: Uint8Array,
): { outer: Element; content: SafeBytes | undefined; mac: Element | undefined } | undefined {
  const outer = readElement(bytes, 0, bytes.length, BER)
  if (!isTag(bytes, outer, TAG.sequence)) return undefined
  const [version, info, mac] = childrenOf(bytes, outer, 3)
  const [type, explicit] = childrenOf(bytes, info, 2)
  const oid = oidOf(bytes, type)
  if (countOf(bytes, version) !== 3 || (oid !== DATA && oid !== SIGNED_DATA)) return undefined
  return { outer, content: oid === DATA ? dataOf(bytes, explicit) : undefined, mac }
}

/**
 * Reads a PKCS#12 file in DER or BER and tries `passwords` on what is encrypted. Keys are never decrypted.
 * `undefined` when the structure is another one.
 */
export function readPkcs12(
  bytes: Uint8Array,
  passwords: readonly string[],
  crypto: Crypto,
): Pkcs12 | undefined {
  const found = unwrap(bytes)
  if (found === undefined) return undefined
  const { outer, content } = found
  const span = { start: 0, end: outer.end }
  const closed: Safe = { ...span, state: 'sealed', bags: [], placed: false, sealing: 'signed as a whole' }
  if (content === undefined) return { lengthBytes: outer.end, safes: [closed], verified: false }
  const sequence = readElement(content.bytes, content.from, content.to, BER)
  if (!isTag(content.bytes, sequence, TAG.sequence)) return undefined
  const mac = readMac(bytes, found.mac)
  const attempt = { crypto, effort: { roundsLeft: MAX_ROUNDS }, passwords: passwordsOf(passwords) }
  const right = fitting(mac, content, attempt)
  const safes = childrenOf(content.bytes, sequence, MAX_SAFES).map(element =>
    readContentInfo(content, element, span, { ...attempt, passwords: right }),
  )
  return { lengthBytes: outer.end, safes, verified: mac !== undefined && right.length > 0 }
}
