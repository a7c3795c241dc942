import { encodeOid } from './oid.ts'
import { contentAt, holdsAt, skipElement, skipTag } from './skip.ts'

// A SubjectPublicKeyInfo is too small a structure to be told from noise by shape alone: the algorithm must be known.
const RSA = encodeOid('1.2.840.113549.1.1.1')
const RSA_PSS = encodeOid('1.2.840.113549.1.1.10')
const EC = encodeOid('1.2.840.10045.2.1')
const DSA = encodeOid('1.2.840.10040.4.1')
const RFC8410 = encodeOid('1.3.101')
const ML_DSA = encodeOid('2.16.840.1.101.3.4.3')

/** Is the content of the BIT STRING at `at` a SEQUENCE of two INTEGERs that fills it? */
function holdsRsaKey(bytes: Uint8Array, at: number, end: number): boolean {
  if (skipTag(bytes, at, end, 0x30) !== end) return false
  const modulusEnd = skipTag(bytes, contentAt(bytes, at), end, 0x02)
  return skipTag(bytes, modulusEnd, end, 0x02) === end
}

/** An uncompressed point has twice the octets of its field, a compressed one the field's (SEC 1, 2.3.3). */
function holdsPoint(bytes: Uint8Array, at: number, end: number): boolean {
  const form = bytes[at]
  const size = end - at - 1
  if (form === 4 || form === 6 || form === 7) return size >= 28 && size <= 144 && size % 2 === 0
  return (form === 2 || form === 3) && size >= 14 && size <= 72
}

/** Octets of RFC 8410 keys by the last arc of their algorithm: X25519, X448, Ed25519, Ed448. */
function octetsOf(lastArc: number): number {
  return lastArc === 110 || lastArc === 112 ? 32 : lastArc === 111 ? 56 : lastArc === 113 ? 57 : -1
}

/** Octets of ML-DSA public keys (FIPS 204 table 2) by the last arc: 44, 65, 87. */
function mlDsaOctetsOf(lastArc: number): number {
  return lastArc === 17 ? 1312 : lastArc === 18 ? 1952 : lastArc === 19 ? 2592 : -1
}

function holdsKey(bytes: Uint8Array, oidAt: number, oidEnd: number, at: number, end: number): boolean {
  const content = contentAt(bytes, oidAt)
  const size = oidEnd - content
  if (size === RSA.length && (holdsAt(bytes, content, RSA) || holdsAt(bytes, content, RSA_PSS))) {
    return holdsRsaKey(bytes, at, end)
  }
  if (size === EC.length && holdsAt(bytes, content, EC)) return holdsPoint(bytes, at, end)
  if (size === DSA.length && holdsAt(bytes, content, DSA)) return skipTag(bytes, at, end, 0x02) === end
  const lastArc = bytes[oidEnd - 1] ?? 0
  if (size === RFC8410.length + 1 && holdsAt(bytes, content, RFC8410)) return end - at === octetsOf(lastArc)
  if (size === ML_DSA.length + 1 && holdsAt(bytes, content, ML_DSA))
    return end - at === mlDsaOctetsOf(lastArc)
  return false
}

/**
 * Length in bytes of the SubjectPublicKeyInfo that starts at `at`, or 0: RSA, RSA-PSS, EC, DSA, the keys of
 * RFC 8410 and ML-DSA, with a key of the right shape. Nothing is allocated.
 */
export function publicKeyLength(bytes: Uint8Array, at: number, end: number = bytes.length): number {
  const limit = Math.min(end, bytes.length)
  const keyEnd = skipTag(bytes, at, limit, 0x30)
  if (keyEnd < 0) return 0
  const algorithmAt = contentAt(bytes, at)
  const algorithmEnd = skipTag(bytes, algorithmAt, keyEnd, 0x30)
  if (algorithmEnd < 0 || skipTag(bytes, algorithmEnd, keyEnd, 0x03) !== keyEnd) return 0
  const oidAt = contentAt(bytes, algorithmAt)
  const oidEnd = skipTag(bytes, oidAt, algorithmEnd, 0x06)
  if (oidEnd < 0) return 0
  if (oidEnd < algorithmEnd && skipElement(bytes, oidEnd, algorithmEnd) !== algorithmEnd) return 0
  const keyAt = contentAt(bytes, algorithmEnd)
  if (keyAt >= keyEnd || bytes[keyAt] !== 0) return 0
  return holdsKey(bytes, oidAt, oidEnd, keyAt + 1, keyEnd) ? keyEnd - at : 0
}
