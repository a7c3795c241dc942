import type { Crypto, Element } from '@foreseen/x509'
import { childrenOf, countOf, digestOf, hmacOf, octetsOf, readAlgorithmId } from './algorithm-id.ts'
import { derivePkcs12, type Effort, type Password, spend } from './password.ts'
import { readPbkdf2 } from './sealing.ts'

/** The integrity check of a PKCS#12 file: it tells the right password from a wrong one. */
export interface Mac {
  fits(crypto: Crypto, password: Password, content: Uint8Array, effort: Effort): boolean
}

const PBMAC1 = '1.2.840.113549.1.5.14'

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, i) => octet === other[i])
}

/** PBMAC1 (RFC 9579): PBKDF2 derives the key, an HMAC is named beside it. */
function pbmac1(bytes: Uint8Array, parameters: Element | undefined, expected: Uint8Array): Mac | undefined {
  const [derivationElement, schemeElement] = childrenOf(bytes, parameters, 2)
  const derivation = readPbkdf2(bytes, derivationElement)
  const digest = hmacOf(readAlgorithmId(bytes, schemeElement).oid)
  if (!derivation || !digest) return undefined
  const { salt, rounds } = derivation
  return {
    fits(crypto, password, content, effort) {
      if (!spend(effort, rounds)) return false
      const key = crypto.pbkdf2(derivation.digest, password.utf8, salt, rounds, expected.length)
      return equal(crypto.hmac(digest, key, content), expected)
    },
  }
}

/** MacData (RFC 7292 section 4); `undefined` when absent or of a kind that is not known here. */
export function readMac(bytes: Uint8Array, element: Element | undefined): Mac | undefined {
  const [info, saltElement, roundsElement] = childrenOf(bytes, element, 3)
  const [algorithmElement, valueElement] = childrenOf(bytes, info, 2)
  const { oid, parameters } = readAlgorithmId(bytes, algorithmElement)
  const expected = octetsOf(bytes, valueElement)
  const salt = octetsOf(bytes, saltElement)
  if (!expected || expected.length > 64) return undefined
  if (oid === PBMAC1) return pbmac1(bytes, parameters, expected)
  const digest = digestOf(oid)
  const rounds = roundsElement === undefined ? 1 : countOf(bytes, roundsElement)
  if (!salt || !digest || !(rounds > 0)) return undefined
  return {
    fits(crypto, password, content, effort) {
      const derivation = { digest, salt, rounds }
      const key = derivePkcs12(crypto, password, derivation, 'mac', expected.length, effort)
      return key !== undefined && equal(crypto.hmac(digest, key, content), expected)
    },
  }
}
