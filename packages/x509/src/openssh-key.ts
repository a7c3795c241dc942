import {
  encodeDsaSpki,
  encodeEcSpki,
  encodeOctetsSpki,
  encodeRsaSpki,
  encodeUnsigned,
  oidElement,
} from './der-writer.ts'
import { failure } from './deviations.ts'
import type { PrivateKey } from './key-shape.ts'
import type { Parsed } from './problem.ts'
import { bitLength } from './public-key.ts'
import { printable } from './text.ts'

const MAGIC = 'openssh-key-v1\0'
// Fields of a public key blob: the longest (DSA) has five.
const MAX_STRINGS = 8
const MAX_NAME = 64

type Facts = Pick<PrivateKey, 'kind' | 'sizeBits' | 'curve' | 'spki'>

function uint32(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) * 0x1_00_00_00 +
    ((bytes[at + 1] ?? 0) << 16) +
    ((bytes[at + 2] ?? 0) << 8) +
    (bytes[at + 3] ?? 0)
  )
}

/** The `string` of RFC 4251 section 5 at `at`: length and octets. */
function readString(bytes: Uint8Array, at: number): Uint8Array | undefined {
  if (at + 4 > bytes.length) return undefined
  const end = at + 4 + uint32(bytes, at)
  return end <= bytes.length ? bytes.subarray(at + 4, end) : undefined
}

/** All strings of a blob, up to the first that does not fit. */
function readStrings(blob: Uint8Array): Uint8Array[] {
  const strings: Uint8Array[] = []
  for (let at = 0; at < blob.length && strings.length < MAX_STRINGS; ) {
    const found = readString(blob, at)
    if (found === undefined) break
    strings.push(found)
    at += 4 + found.length
  }
  return strings
}

function asciiOf(bytes: Uint8Array): string {
  return printable(new TextDecoder('latin1').decode(bytes.subarray(0, MAX_NAME)))
}

const CURVES: Readonly<Record<string, { oid: string; name: string; sizeBits: number }>> = {
  nistp256: { oid: '1.2.840.10045.3.1.7', name: 'P-256', sizeBits: 256 },
  nistp384: { oid: '1.3.132.0.34', name: 'P-384', sizeBits: 384 },
  nistp521: { oid: '1.3.132.0.35', name: 'P-521', sizeBits: 521 },
}

/** Facts of a public key blob (RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4). */
function publicFacts(blob: Uint8Array): Facts {
  const [type, first, second, third, fourth] = readStrings(blob)
  const other: Facts = { kind: 'other', sizeBits: 0, curve: '', spki: undefined }
  const name = type ? asciiOf(type) : ''
  if (name === 'ssh-rsa' && first && second) {
    const spki = encodeRsaSpki(encodeUnsigned(second), encodeUnsigned(first))
    return { kind: 'rsa', sizeBits: bitLength(second, 0, second.length), curve: '', spki }
  }
  if (name === 'ssh-dss' && first && second && third && fourth) {
    const [p, q, g, y] = [first, second, third, fourth].map(encodeUnsigned)
    const spki = p && q && g && y && encodeDsaSpki(p, q, g, y)
    return { kind: 'dsa', sizeBits: bitLength(first, 0, first.length), curve: '', spki }
  }
  if (name === 'ssh-ed25519' && first) {
    return { kind: 'ed25519', sizeBits: 255, curve: '', spki: encodeOctetsSpki('1.3.101.112', first) }
  }
  const curve = name.startsWith('ecdsa-sha2-') ? CURVES[name.slice('ecdsa-sha2-'.length)] : undefined
  if (curve && second) {
    return {
      kind: 'ec',
      sizeBits: curve.sizeBits,
      curve: curve.name,
      spki: encodeEcSpki(oidElement(curve.oid), second),
    }
  }
  return other
}

/** Cipher and rounds, e.g. `aes256-ctr, bcrypt 24 rounds`. */
function sealing(cipher: string, derivation: string, options: Uint8Array): string {
  const salt = readString(options, 0)
  const rounds =
    salt && options.length >= 8 + salt.length ? ` ${uint32(options, 4 + salt.length)} rounds` : ''
  return `${cipher}, ${derivation}${rounds}`
}

/**
 * Reads the body of an `OPENSSH PRIVATE KEY` block (OpenSSH, PROTOCOL.key): public half, cipher and key
 * derivation; the private section is stepped over. Errors: `x509-not-openssh-key`.
 */
export function parseOpensshKey(bytes: Uint8Array): Parsed<PrivateKey> {
  const refused = failure(
    'x509-not-openssh-key',
    0,
    'The bytes do not have the structure of an openssh-key-v1 body.',
  )
  for (let i = 0; i < MAGIC.length; i++) if (bytes[i] !== MAGIC.charCodeAt(i)) return refused
  let at = MAGIC.length
  const next = (): Uint8Array | undefined => {
    const found = readString(bytes, at)
    if (found) at += 4 + found.length
    return found
  }
  const [cipherName, derivationName, options] = [next(), next(), next()]
  if (!cipherName || !derivationName || !options || at + 4 > bytes.length) return refused
  const keyCount = uint32(bytes, at)
  at += 4
  // OpenSSH writes and reads exactly one key.
  const publicKey = keyCount === 1 ? next() : undefined
  const secret = publicKey && next()
  if (!publicKey || !secret) return refused
  const cipher = asciiOf(cipherName)
  const encrypted = cipher !== 'none'
  const value: PrivateKey = {
    format: 'openssh',
    ...publicFacts(publicKey),
    encrypted,
    sealing: encrypted ? sealing(cipher, asciiOf(derivationName), options) : '',
    lengthBytes: at,
  }
  return { ok: true, value, problems: [] }
}
