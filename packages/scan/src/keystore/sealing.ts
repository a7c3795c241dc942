import type { CipherName, Crypto, DigestAlgorithm, Element } from '@foreseen/x509'
import { childrenOf, countOf, hmacOf, octetsOf, readAlgorithmId } from './algorithm-id.ts'
import { type Derivation, derivePkcs12, type Effort, type Password, spend } from './password.ts'

/** A password-based encryption that can be tried; `undefined` from `open` when key or padding do not fit. */
export interface Sealing {
  open(crypto: Crypto, password: Password, sealed: Uint8Array, effort: Effort): Uint8Array | undefined
}

// RFC 7292 appendix C: SHA-1 derives key and initial vector. RC4 and single DES are not in the port.
const PBES1: Readonly<Record<string, readonly [CipherName, number]>> = {
  '1.2.840.113549.1.12.1.3': ['des-ede3-cbc', 24],
  '1.2.840.113549.1.12.1.4': ['des-ede3-cbc', 16],
  '1.2.840.113549.1.12.1.5': ['rc2-128-cbc', 16],
  '1.2.840.113549.1.12.1.6': ['rc2-40-cbc', 5],
}
const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const SCHEMES: Readonly<Record<string, readonly [CipherName, number]>> = {
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
}

/** PBKDF2-params (RFC 8018 A.2) in `element`; HMAC-SHA-1 where no function is named. */
export function readPbkdf2(bytes: Uint8Array, element: Element | undefined): Derivation | undefined {
  const { oid, parameters } = readAlgorithmId(bytes, element)
  const [saltElement, roundsElement, ...rest] = childrenOf(bytes, parameters, 4)
  const salt = octetsOf(bytes, saltElement)
  const rounds = countOf(bytes, roundsElement)
  const prf = rest.find(field => bytes[field.start] === 0x30)
  const digest: DigestAlgorithm | undefined = prf ? hmacOf(readAlgorithmId(bytes, prf).oid) : 'sha1'
  return oid === PBKDF2 && salt && digest && rounds > 0 ? { digest, salt, rounds } : undefined
}

function pbes2(bytes: Uint8Array, parameters: Element | undefined): Sealing | undefined {
  const [derivationElement, schemeElement] = childrenOf(bytes, parameters, 2)
  const derivation = readPbkdf2(bytes, derivationElement)
  const scheme = readAlgorithmId(bytes, schemeElement)
  const iv = octetsOf(bytes, scheme.parameters)
  const [cipher, keyBytes] = SCHEMES[scheme.oid] ?? []
  if (!derivation || !iv || cipher === undefined || keyBytes === undefined) return undefined
  const { digest, salt, rounds } = derivation
  return {
    open(crypto, password, sealed, effort) {
      if (!spend(effort, rounds)) return undefined
      return crypto.decrypt(cipher, crypto.pbkdf2(digest, password.utf8, salt, rounds, keyBytes), iv, sealed)
    },
  }
}

/** Two-key triple DES uses its first key again as the third. */
const widen = (cipher: CipherName, key: Uint8Array): Uint8Array =>
  cipher === 'des-ede3-cbc' && key.length === 16 ? Uint8Array.from([...key, ...key.subarray(0, 8)]) : key

function pbes1(bytes: Uint8Array, oid: string, parameters: Element | undefined): Sealing | undefined {
  const [saltElement, roundsElement] = childrenOf(bytes, parameters, 2)
  const salt = octetsOf(bytes, saltElement)
  const rounds = countOf(bytes, roundsElement)
  const [cipher, keyBytes] = PBES1[oid] ?? []
  if (!salt || !(rounds > 0) || cipher === undefined || keyBytes === undefined) return undefined
  const derivation: Derivation = { digest: 'sha1', salt, rounds }
  return {
    open(crypto, password, sealed, effort) {
      const key = derivePkcs12(crypto, password, derivation, 'key', keyBytes, effort)
      const iv = key && derivePkcs12(crypto, password, derivation, 'iv', 8, effort)
      return key && iv ? crypto.decrypt(cipher, widen(cipher, key), iv, sealed) : undefined
    },
  }
}

/** The encryption that an AlgorithmIdentifier names; `undefined` for those that are not known here. */
export function readSealing(bytes: Uint8Array, element: Element | undefined): Sealing | undefined {
  const { oid, parameters } = readAlgorithmId(bytes, element)
  return oid === PBES2 ? pbes2(bytes, parameters) : pbes1(bytes, oid, parameters)
}
