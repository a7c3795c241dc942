import { keyKind } from './algorithm-names.ts'
import { encodeDsaSpki, encodeEcSpki, encodeRsaSpki, encodeSpki } from './der-writer.ts'
import { failure, note } from './deviations.ts'
import { contentOf, derOf, type Element, isTag, readChildren, readElement, TAG } from './element.ts'
import type { PrivateKey } from './key-shape.ts'
import { privateKeyLength } from './private-key-gate.ts'
import type { Parsed, Problem } from './problem.ts'
import { bitLength, readAlgorithm, readCurve } from './public-key.ts'
import { sealingOf } from './sealing.ts'

type Facts = Pick<PrivateKey, 'kind' | 'sizeBits' | 'curve' | 'spki'>

const UNKNOWN: Facts = { kind: 'unknown', sizeBits: 0, curve: '', spki: undefined }

/** RSAPrivateKey (RFC 8017 A.1.2): modulus and exponent are its second and third INTEGER. */
function rsaFacts(bytes: Uint8Array, sequence: Element, algorithm?: Uint8Array): Facts {
  const [, modulus, exponent] = readChildren(bytes, sequence, 10) ?? []
  if (!isTag(bytes, modulus, TAG.integer) || !isTag(bytes, exponent, TAG.integer))
    return { ...UNKNOWN, kind: 'rsa' }
  const spki = encodeRsaSpki(derOf(bytes, modulus), derOf(bytes, exponent), algorithm)
  return {
    kind: 'rsa',
    sizeBits: bitLength(bytes, modulus.contentStart, modulus.contentEnd),
    curve: '',
    spki,
  }
}

/** ECPrivateKey (RFC 5915 3); `outer` are the parameters that PKCS#8 gives instead of its [0]. */
function ecFacts(bytes: Uint8Array, sequence: Element, outer?: Element): Facts {
  const fields = readChildren(bytes, sequence, 4) ?? []
  const wrapped = fields.find(field => isTag(bytes, field, 0xa0))
  const parameters = outer ?? (wrapped && readElement(bytes, wrapped.contentStart, wrapped.contentEnd))
  const curve = readCurve(bytes, parameters)
  const holder = fields.find(field => isTag(bytes, field, 0xa1))
  const bits = holder && readElement(bytes, holder.contentStart, holder.contentEnd)
  const hasPoint = isTag(bytes, bits, TAG.bitString) && bits.contentEnd - bits.contentStart > 1
  const spki =
    parameters && hasPoint
      ? encodeEcSpki(derOf(bytes, parameters), contentOf(bytes, bits).subarray(1))
      : undefined
  return { kind: 'ec', sizeBits: curve?.sizeBits ?? 0, curve: curve?.name ?? '', spki }
}

/** OpenSSL's DSA form: version, p, q, g, y, x. The last is the secret. */
function dsaFacts(bytes: Uint8Array, sequence: Element): Facts {
  const [, p, q, g, y] = readChildren(bytes, sequence, 6) ?? []
  if (!p || !q || !g || !y) return { ...UNKNOWN, kind: 'dsa' }
  const spki = encodeDsaSpki(derOf(bytes, p), derOf(bytes, q), derOf(bytes, g), derOf(bytes, y))
  return { kind: 'dsa', sizeBits: bitLength(bytes, p.contentStart, p.contentEnd), curve: '', spki }
}

const FIXED_BITS: Readonly<Record<string, number>> = { ed25519: 255, x25519: 255, ed448: 448, x448: 448 }

/** OneAsymmetricKey (RFC 5958 2): the public key of version 2 is the [1] at the end. */
function pkcs8Facts(bytes: Uint8Array, fields: readonly Element[], problems: Problem[]): Facts {
  const [, algorithmElement, key] = fields
  if (!algorithmElement || !key) return UNKNOWN
  const algorithm = readAlgorithm(bytes, algorithmElement, problems)
  const kind = keyKind(algorithm.oid)
  const inner = readElement(bytes, key.contentStart, key.contentEnd)
  const [, parameters] = readChildren(bytes, algorithmElement, 2) ?? []
  if (kind === 'rsa' && isTag(bytes, inner, TAG.sequence)) return rsaFacts(bytes, inner, algorithm.der)
  if (kind === 'ec' && isTag(bytes, inner, TAG.sequence)) return ecFacts(bytes, inner, parameters)
  if (kind === 'dsa') {
    const prime = isTag(bytes, parameters, TAG.sequence) ? readChildren(bytes, parameters, 3)?.[0] : undefined
    return { ...UNKNOWN, kind, sizeBits: prime ? bitLength(bytes, prime.contentStart, prime.contentEnd) : 0 }
  }
  const holder = fields.slice(3).find(field => field.tagClass === 2 && field.tag === 1 && !field.constructed)
  const spki = holder && encodeSpki(algorithm.der, contentOf(bytes, holder).subarray(1))
  return { kind: kind === 'ml-dsa' ? 'other' : kind, sizeBits: FIXED_BITS[kind] ?? 0, curve: '', spki }
}

function readPrivateKey(bytes: Uint8Array, outer: Element, problems: Problem[]): PrivateKey {
  const fields = readChildren(bytes, outer, 10) ?? []
  const [first, second] = fields
  const lengthBytes = outer.end - outer.start
  const plain = { encrypted: false, sealing: '', lengthBytes }
  if (isTag(bytes, first, TAG.sequence)) {
    return {
      format: 'pkcs8-encrypted',
      ...UNKNOWN,
      encrypted: true,
      sealing: sealingOf(bytes, outer),
      lengthBytes,
    }
  }
  if (isTag(bytes, second, TAG.sequence))
    return { format: 'pkcs8', ...pkcs8Facts(bytes, fields, problems), ...plain }
  if (isTag(bytes, second, TAG.octetString)) return { format: 'sec1', ...ecFacts(bytes, outer), ...plain }
  if (fields.length === 6) return { format: 'dsa', ...dsaFacts(bytes, outer), ...plain }
  return { format: 'pkcs1', ...rsaFacts(bytes, outer), ...plain }
}

/**
 * Reads what may be said about the DER private key at the start of `bytes`: PKCS#8 (RFC 5958) plain or sealed,
 * PKCS#1 (RFC 8017), SEC 1 (RFC 5915), OpenSSL's DSA form. Errors: `x509-not-private-key`.
 */
export function parsePrivateKey(bytes: Uint8Array): Parsed<PrivateKey> {
  const length = privateKeyLength(bytes, 0, bytes.length)
  const outer = length > 0 ? readElement(bytes, 0, length) : undefined
  if (outer === undefined) {
    return failure('x509-not-private-key', 0, 'The bytes do not have the structure of a private key.')
  }
  const problems: Problem[] = []
  const value = readPrivateKey(bytes, outer, problems)
  if (length < bytes.length) note(problems, 'x509-trailing-bytes', length, 'Bytes follow the private key.')
  return { ok: true, value, problems }
}
