import { algorithmName } from './algorithm-names.ts'
import { isTag, readChildren, readElement, TAG } from './element.ts'
import { decodeOid } from './oid.ts'

/** How a signature is checked; hash names are those of OpenSSL. */
export interface SignatureScheme {
  readonly family: 'rsa' | 'rsa-pss' | 'ecdsa' | 'dsa' | 'pure'
  /** '' where the algorithm hashes by itself. */
  readonly hash: string
  readonly saltBytes: number
}

const FAMILIES: readonly [RegExp, SignatureScheme['family']][] = [
  [/^(md5|sha1|sha224|sha256|sha384|sha512|sha3-\d+)WithRSA/, 'rsa'],
  [/^ecdsaWith(SHA.*)$/, 'ecdsa'],
  [/^dsaWith(SHA.*)$/, 'dsa'],
]

const PURE = new Set(['Ed25519', 'Ed448', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'])

/** RSASSA-PSS-params (RFC 4055 3.1), SHA-1 and 20 octets of salt by default; one hash for message and mask only. */
function pssScheme(
  der: Uint8Array,
  algorithm: { end: number; contentEnd: number },
): SignatureScheme | undefined {
  let hash = 'sha1'
  let maskHash = 'sha1'
  let saltBytes = 20
  const parameters = readElement(der, algorithm.end, algorithm.contentEnd)
  if (parameters === undefined) return { family: 'rsa-pss', hash, saltBytes }
  if (!isTag(der, parameters, TAG.sequence)) return undefined
  for (const field of readChildren(der, parameters, 4) ?? []) {
    const inner = readElement(der, field.contentStart, field.contentEnd)
    if (inner === undefined) return undefined
    const parts = inner.constructed ? (readChildren(der, inner, 2) ?? []) : []
    const [type, nested] = parts
    if (field.tag === 0 && type) hash = algorithmName(decodeOid(der, type.contentStart, type.contentEnd))
    if (field.tag === 1 && nested) {
      const nestedType = readElement(der, nested.contentStart, nested.contentEnd)
      if (nestedType) maskHash = algorithmName(decodeOid(der, nestedType.contentStart, nestedType.contentEnd))
    }
    if (field.tag === 2)
      saltBytes = inner.contentEnd - inner.contentStart === 1 ? (der[inner.contentStart] ?? 0) : -1
  }
  const known = /^sha(1|224|256|384|512)$/.test(hash)
  return known && hash === maskHash && saltBytes >= 0 ? { family: 'rsa-pss', hash, saltBytes } : undefined
}

/** The scheme of a DER AlgorithmIdentifier; `undefined` when it is unknown here. */
export function readScheme(der: Uint8Array): SignatureScheme | undefined {
  const outer = readElement(der, 0)
  const type = outer && readElement(der, outer.contentStart, outer.contentEnd)
  if (!outer || !isTag(der, type, TAG.oid)) return undefined
  const name = algorithmName(decodeOid(der, type.contentStart, type.contentEnd))
  if (name === 'rsassaPss') return pssScheme(der, { end: type.end, contentEnd: outer.contentEnd })
  if (PURE.has(name)) return { family: 'pure', hash: '', saltBytes: 0 }
  for (const [pattern, family] of FAMILIES) {
    const hash = pattern.exec(name)?.[1]
    if (hash !== undefined) return { family, hash: hash.toLowerCase(), saltBytes: 0 }
  }
  return undefined
}
