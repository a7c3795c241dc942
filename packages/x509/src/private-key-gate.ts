import { encodeOid } from './oid.ts'
import { contentAt, holdsAt, skipElement, skipTag } from './skip.ts'

// The arcs that key algorithms and password-based encryption start with: enough to tell a key from a chance.
const PKCS1 = encodeOid('1.2.840.113549.1.1')
const PKCS5 = encodeOid('1.2.840.113549.1.5')
const PKCS12_PBE = encodeOid('1.2.840.113549.1.12.1')
const ANSI_EC = encodeOid('1.2.840.10045.2.1')
const ANSI_DSA = encodeOid('1.2.840.10040.4.1')
const RFC8410 = encodeOid('1.3.101')
const NIST = encodeOid('2.16.840.1.101.3.4.3')
const KEY_ARCS = [PKCS1, ANSI_EC, ANSI_DSA, RFC8410, NIST]
const SEALING_ARCS = [PKCS5, PKCS12_PBE]

/** End of the AlgorithmIdentifier at `at` when its OID begins with one of `arcs`, else -1. */
function skipAlgorithm(bytes: Uint8Array, at: number, end: number, arcs: readonly Uint8Array[]): number {
  const algorithmEnd = skipTag(bytes, at, end, 0x30)
  if (algorithmEnd < 0) return -1
  const oidAt = contentAt(bytes, at)
  const oidEnd = skipTag(bytes, oidAt, algorithmEnd, 0x06)
  if (oidEnd < 0) return -1
  const content = contentAt(bytes, oidAt)
  for (const arc of arcs) {
    if (content + arc.length <= oidEnd && holdsAt(bytes, content, arc)) return algorithmEnd
  }
  return -1
}

/** EncryptedPrivateKeyInfo: algorithm and OCTET STRING (RFC 5958 3). */
function isSealed(bytes: Uint8Array, at: number, end: number): boolean {
  const algorithmEnd = skipAlgorithm(bytes, at, end, SEALING_ARCS)
  return skipTag(bytes, algorithmEnd, end, 0x04) === end
}

/** How many INTEGERs stand one after the other from `at` up to exactly `end`; 0 when something else does. */
function countIntegers(bytes: Uint8Array, at: number, end: number): number {
  let position = at
  for (let count = 1; count <= 9; count++) {
    position = skipTag(bytes, position, end, 0x02)
    if (position < 0) return 0
    if (position === end) return count
  }
  return 0
}

/** PKCS#8: version, algorithm, OCTET STRING, then attributes [0] and public key [1] (RFC 5958 2). */
function isPlain(bytes: Uint8Array, at: number, end: number): boolean {
  let position = skipTag(bytes, skipAlgorithm(bytes, at, end, KEY_ARCS), end, 0x04)
  if (position > 0 && bytes[position] === 0xa0) position = skipElement(bytes, position, end)
  if (position > 0 && ((bytes[position] ?? 0) & 0xdf) === 0x81 && position < end)
    position = skipElement(bytes, position, end)
  return position === end
}

/** SEC 1: version 1, OCTET STRING, then parameters [0] or public key [1], one of them at least (RFC 5915 3). */
function isSec1(bytes: Uint8Array, at: number, end: number): boolean {
  let position = skipTag(bytes, at, end, 0x04)
  const octets = position - contentAt(bytes, at)
  if (position < 0 || octets < 14 || octets > 72 || position === end) return false
  if (bytes[position] === 0xa0) position = skipElement(bytes, position, end)
  if (position > 0 && position < end && bytes[position] === 0xa1) position = skipElement(bytes, position, end)
  return position === end
}

/**
 * Length in bytes of the private key that starts at `at`, or 0: PKCS#8 plain and sealed, PKCS#1, SEC 1 and
 * OpenSSL's DSA form. Nothing is allocated; the secret parts are not looked at.
 */
export function privateKeyLength(bytes: Uint8Array, at: number, end: number = bytes.length): number {
  const limit = Math.min(end, bytes.length)
  const keyEnd = skipTag(bytes, at, limit, 0x30)
  if (keyEnd < 0) return 0
  const versionAt = contentAt(bytes, at)
  if (bytes[versionAt] === 0x30) return isSealed(bytes, versionAt, keyEnd) ? keyEnd - at : 0
  // The version is one octet, 0 or 1, in every form.
  if (bytes[versionAt] !== 0x02 || bytes[versionAt + 1] !== 1) return 0
  const version = bytes[versionAt + 2] ?? 0xff
  const next = versionAt + 3
  if (version > 1 || next >= keyEnd) return 0
  const tag = bytes[next]
  if (tag === 0x30) return isPlain(bytes, next, keyEnd) ? keyEnd - at : 0
  if (tag === 0x04) return version === 1 && isSec1(bytes, next, keyEnd) ? keyEnd - at : 0
  const integers = tag === 0x02 ? countIntegers(bytes, next, keyEnd) : 0
  return integers === 8 || (integers === 5 && version === 0) ? keyEnd - at : 0
}
