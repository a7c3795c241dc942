import { encodeOid } from './oid.ts'

/** A DER element of `identifier` holding `parts` one after the other. */
export function encode(identifier: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  const header = length < 0x80 ? [identifier, length] : [identifier, 0x80 | octets.length, ...octets]
  const out = new Uint8Array(header.length + length)
  out.set(header)
  let at = header.length
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** An unsigned big-endian number as an INTEGER: no zeros to spare, a sign octet where needed (X.690 8.3). */
export function encodeUnsigned(bytes: Uint8Array): Uint8Array {
  let at = 0
  while (at < bytes.length - 1 && bytes[at] === 0) at++
  const digits = bytes.subarray(at)
  const sign = (digits[0] ?? 0x80) & 0x80 ? Uint8Array.of(0) : Uint8Array.of()
  return encode(0x02, sign, digits)
}

/** An OBJECT IDENTIFIER element. */
export function oidElement(dotted: string): Uint8Array {
  return encode(0x06, encodeOid(dotted))
}

const NULL = Uint8Array.of(0x05, 0x00)
const WHOLE_OCTETS = Uint8Array.of(0)

/** A SubjectPublicKeyInfo of an AlgorithmIdentifier and the octets of its key. */
export function encodeSpki(algorithm: Uint8Array, key: Uint8Array): Uint8Array {
  return encode(0x30, algorithm, encode(0x03, WHOLE_OCTETS, key))
}

/** RSA's SubjectPublicKeyInfo from the INTEGER elements of modulus and exponent (RFC 3279 2.3.1). */
export function encodeRsaSpki(modulus: Uint8Array, exponent: Uint8Array, algorithm?: Uint8Array): Uint8Array {
  const rsa = algorithm ?? encode(0x30, oidElement('1.2.840.113549.1.1.1'), NULL)
  return encodeSpki(rsa, encode(0x30, modulus, exponent))
}

/** EC's SubjectPublicKeyInfo from the parameters element and the point (RFC 5480 2). */
export function encodeEcSpki(parameters: Uint8Array, point: Uint8Array): Uint8Array {
  return encodeSpki(encode(0x30, oidElement('1.2.840.10045.2.1'), parameters), point)
}

/** DSA's SubjectPublicKeyInfo from the INTEGER elements p, q, g and y (RFC 3279 2.3.2). */
export function encodeDsaSpki(p: Uint8Array, q: Uint8Array, g: Uint8Array, y: Uint8Array): Uint8Array {
  return encodeSpki(encode(0x30, oidElement('1.2.840.10040.4.1'), encode(0x30, p, q, g)), y)
}

/** Ed25519's SubjectPublicKeyInfo, and those of its siblings, from the octets of the key (RFC 8410 4). */
export function encodeOctetsSpki(oid: string, key: Uint8Array): Uint8Array {
  return encodeSpki(encode(0x30, oidElement(oid)), key)
}
