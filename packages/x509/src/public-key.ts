import { algorithmName, type Curve, keyKind, namedCurve } from './algorithm-names.ts'
import type { Algorithm, PublicKey } from './certificate-shape.ts'
import { failure, note } from './deviations.ts'
import { derOf, type Element, isLengthMinimal, isTag, readChildren, readElement, TAG } from './element.ts'
import { decodeOid } from './oid.ts'
import type { Parsed, Problem } from './problem.ts'

/** The AlgorithmIdentifier in `element`; its `oid` is '' when unreadable, which is noted. */
export function readAlgorithm(bytes: Uint8Array, element: Element, problems: Problem[]): Algorithm {
  const type = readElement(bytes, element.contentStart, element.contentEnd)
  const oid = isTag(bytes, type, TAG.oid) ? decodeOid(bytes, type.contentStart, type.contentEnd) : ''
  if (oid === '') {
    note(
      problems,
      'x509-algorithm-unreadable',
      element.start,
      'An algorithm identifier has no readable object identifier.',
    )
  }
  return { oid, name: oid === '' ? 'unreadable' : algorithmName(oid), der: derOf(bytes, element) }
}

/** Bits of the unsigned number in an INTEGER's content. */
export function bitLength(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] === 0) at++
  return at >= end ? 0 : (end - at) * 8 - Math.clz32(bytes[at] ?? 0) + 24
}

/** Size of explicit curve parameters: SEQUENCE { version, fieldID { type, prime or degree } ... } (RFC 3279 2.3.5). */
function explicitCurve(bytes: Uint8Array, parameters: Element): Curve | undefined {
  const version = readElement(bytes, parameters.contentStart, parameters.contentEnd)
  const field = version && readElement(bytes, version.end, parameters.contentEnd)
  if (!isTag(bytes, field, TAG.sequence)) return undefined
  const type = readElement(bytes, field.contentStart, field.contentEnd)
  const prime = type && readElement(bytes, type.end, field.contentEnd)
  if (!isTag(bytes, prime, TAG.integer)) return undefined
  return { name: 'explicit', sizeBits: bitLength(bytes, prime.contentStart, prime.contentEnd) }
}

/** The curve that an algorithm's parameters name or spell out. */
export function readCurve(bytes: Uint8Array, parameters: Element | undefined): Curve | undefined {
  if (isTag(bytes, parameters, TAG.oid)) {
    const oid = decodeOid(bytes, parameters.contentStart, parameters.contentEnd)
    return namedCurve(oid) ?? { name: oid, sizeBits: 0 }
  }
  return isTag(bytes, parameters, TAG.sequence) ? explicitCurve(bytes, parameters) : undefined
}

/** Bits of the first INTEGER inside the SEQUENCE that starts at `at`: RSA's modulus, DSA's prime. */
function firstIntegerBits(bytes: Uint8Array, at: number, end: number): number {
  const sequence = readElement(bytes, at, end)
  if (!isTag(bytes, sequence, TAG.sequence)) return 0
  const integer = readElement(bytes, sequence.contentStart, sequence.contentEnd)
  return isTag(bytes, integer, TAG.integer) ? bitLength(bytes, integer.contentStart, integer.contentEnd) : 0
}

// Field sizes of RFC 7748 curves; ML-DSA has no single number.
const FIXED_BITS: Partial<Record<PublicKey['kind'], number>> = {
  ed25519: 255,
  x25519: 255,
  ed448: 448,
  x448: 448,
}

/** Size and curve of a key of `kind`, from its algorithm's parameters and its BIT STRING; 0 bits when unreadable. */
function readSize(
  bytes: Uint8Array,
  kind: PublicKey['kind'],
  parameters: Element | undefined,
  key: Element | undefined,
): Curve {
  if (kind === 'ec') return readCurve(bytes, parameters) ?? { name: '', sizeBits: 0 }
  // A BIT STRING's first octet counts its unused bits.
  if (kind === 'rsa' && key)
    return { name: '', sizeBits: firstIntegerBits(bytes, key.contentStart + 1, key.contentEnd) }
  if (kind === 'dsa' && parameters)
    return { name: '', sizeBits: firstIntegerBits(bytes, parameters.start, parameters.end) }
  return { name: '', sizeBits: FIXED_BITS[kind] ?? 0 }
}

/** Must a key of `kind` say its size? DSA may inherit its parameters from the issuer (RFC 3279 2.3.2). */
function mustHaveSize(kind: PublicKey['kind'], parameters: Element | undefined): boolean {
  return kind === 'rsa' || kind === 'ec' || (kind === 'dsa' && parameters !== undefined)
}

/** The SubjectPublicKeyInfo in `element`; what cannot be read of the key is noted, never fatal. */
export function readPublicKey(bytes: Uint8Array, element: Element, problems: Problem[]): PublicKey {
  const parts = readChildren(bytes, element, 2) ?? []
  const [first, second] = parts
  const algorithm: Algorithm = first
    ? readAlgorithm(bytes, first, problems)
    : { oid: '', name: 'unreadable', der: bytes.subarray(element.contentStart, element.contentStart) }
  const kind = keyKind(algorithm.oid)
  const type = first && readElement(bytes, first.contentStart, first.contentEnd)
  const parameters = type && readElement(bytes, type.end, first.contentEnd)
  const { name: curve, sizeBits } = readSize(bytes, kind, parameters, second)
  if (sizeBits === 0 && mustHaveSize(kind, parameters)) {
    note(problems, 'x509-key-unreadable', element.start, `The ${kind} public key has no readable size.`)
  }
  if (![element, ...parts].every(isLengthMinimal)) {
    note(problems, 'x509-length-not-minimal', element.start, 'The public key has length octets to spare.')
  }
  return { der: derOf(bytes, element), algorithm, kind, sizeBits, curve }
}

/** Reads a SubjectPublicKeyInfo (RFC 5280 4.1.2.7). Errors: `x509-not-public-key`. */
export function parsePublicKey(bytes: Uint8Array): Parsed<PublicKey> {
  const element = readElement(bytes, 0, bytes.length)
  const parts = isTag(bytes, element, TAG.sequence) ? readChildren(bytes, element, 2) : undefined
  if (!element || !isTag(bytes, parts?.[0], TAG.sequence) || !isTag(bytes, parts?.[1], TAG.bitString)) {
    return failure(
      'x509-not-public-key',
      0,
      'The bytes are not a SubjectPublicKeyInfo: SEQUENCE of algorithm and BIT STRING.',
    )
  }
  const problems: Problem[] = []
  const value = readPublicKey(bytes, element, problems)
  if (element.end < bytes.length)
    note(problems, 'x509-trailing-bytes', element.end, 'Bytes follow the public key.')
  return { ok: true, value, problems }
}
