import { algorithmName } from './algorithm-names.ts'
import { type Element, isTag, readChildren, readElement, TAG } from './element.ts'
import { decodeOid } from './oid.ts'

/** Small unsigned number of an INTEGER; NaN when it is larger than anybody's round count. */
function smallNumber(bytes: Uint8Array, element: Element | undefined): number {
  if (!isTag(bytes, element, TAG.integer)) return Number.NaN
  const content = bytes.subarray(element.contentStart, element.contentEnd)
  return content.length > 6 ? Number.NaN : content.reduce((sum, octet) => sum * 256 + octet, 0)
}

/** Name and parameters of the AlgorithmIdentifier in `element`. */
function splitAlgorithm(
  bytes: Uint8Array,
  element: Element | undefined,
): { name: string; parameters: Element[] } {
  const parts = element ? (readChildren(bytes, element, 2) ?? []) : []
  const [type, parameters] = parts
  const oid = isTag(bytes, type, TAG.oid) ? decodeOid(bytes, type.contentStart, type.contentEnd) : ''
  const inner = parameters?.constructed ? (readChildren(bytes, parameters, 8) ?? []) : []
  return { name: oid === '' ? 'unreadable' : algorithmName(oid), parameters: inner }
}

function countOf(name: string, number: number, unit: string): string {
  return Number.isNaN(number) ? name : `${name} ${unit === 'N' ? `N=${number}` : `${number} ${unit}`}`
}

/**
 * Cipher and key derivation of a password-based AlgorithmIdentifier, e.g. `aes-256-cbc, PBKDF2 2048 rounds`
 * (RFC 8018 appendix A, RFC 7914, RFC 7292 appendix C).
 */
export function describeSealing(bytes: Uint8Array, element: Element): string {
  const { name, parameters } = splitAlgorithm(bytes, element)
  if (name !== 'PBES2') {
    const rounds = smallNumber(bytes, parameters[1])
    return Number.isNaN(rounds) ? name : `${name}, ${rounds} rounds`
  }
  const derivation = splitAlgorithm(bytes, parameters[0])
  const cipher = splitAlgorithm(bytes, parameters[1])
  const count = smallNumber(bytes, derivation.parameters[1])
  return `${cipher.name}, ${countOf(derivation.name, count, derivation.name === 'scrypt' ? 'N' : 'rounds')}`
}

/** Outer SEQUENCE of an EncryptedPrivateKeyInfo: what seals it. */
export function sealingOf(bytes: Uint8Array, outer: Element): string {
  const algorithm = readElement(bytes, outer.contentStart, outer.contentEnd)
  return algorithm ? describeSealing(bytes, algorithm) : 'unreadable'
}
