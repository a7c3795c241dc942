import type { Certificate } from './certificate-shape.ts'
import type { Crypto, SignatureVerdict } from './crypto.ts'
import { isCaByConstraints } from './facts.ts'
import { sameOctets } from './skip.ts'

/** Where a certificate stands in a chain. */
export type Position = 'leaf' | 'intermediate' | 'root' | 'self-signed-leaf'

/** Do subject and issuer have the same name, octet for octet? CAs copy names; the folding of RFC 5280 7.1 is not done. */
export function isSelfIssued(certificate: Certificate): boolean {
  return sameOctets(certificate.subject.der, certificate.issuer.der)
}

/** Did the key of `issuer` sign `child`? Names are not looked at. */
export function verifyIssued(child: Certificate, issuer: Certificate, crypto: Crypto): SignatureVerdict {
  return crypto.verify(child.signatureAlgorithm.der, issuer.publicKey.der, child.tbs, child.signature)
}

/** May the certificate issue others? Version 1 has no way to say so: a self-issued one counts, as OpenSSL counts it. */
function isIssuer(certificate: Certificate, selfIssued: boolean): boolean {
  return isCaByConstraints(certificate) ?? (selfIssued && certificate.version === 1)
}

/**
 * Leaf, intermediate, root or self-signed leaf. Self-signed means that the name is the same and the signature
 * verifies with the own key; where the algorithm is unknown here the name has to do.
 */
export function positionOf(certificate: Certificate, crypto: Crypto): Position {
  const selfIssued = isSelfIssued(certificate)
  const isCa = isIssuer(certificate, selfIssued)
  const selfSigned = selfIssued && verifyIssued(certificate, certificate, crypto) !== 'invalid'
  if (selfSigned) return isCa ? 'root' : 'self-signed-leaf'
  return isCa ? 'intermediate' : 'leaf'
}
