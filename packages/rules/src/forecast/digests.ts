import { type Certificate, type CertificateFacts, type Crypto, certificateFacts, hex } from '@foreseen/x509'

/** Digests of a certificate, as pins are compared with them; lower-case hex. */
export interface Digests {
  readonly key: string
  readonly whole: string
}

type PinDigest = 'sha256' | 'sha1' | 'md5'

// What follows from bytes alone is worked out once for each parsed certificate, however many releases ask.
const digests = new WeakMap<Certificate, Map<PinDigest, Digests>>()
const facts = new WeakMap<Certificate, CertificateFacts>()

/** Digests of key and whole certificate. */
export function digestsOf(certificate: Certificate, algorithm: PinDigest, crypto: Crypto): Digests {
  const known = digests.get(certificate) ?? new Map<PinDigest, Digests>()
  digests.set(certificate, known)
  const found = known.get(algorithm) ?? {
    key: hex(crypto.digest(algorithm, certificate.publicKey.der)),
    whole: hex(crypto.digest(algorithm, certificate.der)),
  }
  known.set(algorithm, found)
  return found
}

/** What the extensions say. */
export function factsOf(certificate: Certificate): CertificateFacts {
  const found = facts.get(certificate) ?? certificateFacts(certificate)
  facts.set(certificate, found)
  return found
}
