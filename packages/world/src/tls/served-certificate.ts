import { hash } from 'node:crypto'
import type { ServedCertificate } from '@foreseen/facts'
import { parseCertificate } from '@foreseen/x509'

function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex')
}

/** A certificate as sent, with the digests that findings are compared with. */
export function servedCertificate(der: Uint8Array): ServedCertificate {
  const parsed = parseCertificate(der)
  // A copy, so that a chain does not keep the whole connection in memory.
  return {
    sha256: sha256(der),
    spkiSha256: parsed.ok ? sha256(parsed.value.publicKey.der) : '',
    der: new Uint8Array(der),
  }
}

/** Digest of a chain: of the digests of its certificates, in order. */
export function chainDigest(chain: readonly ServedCertificate[]): string {
  return sha256(Buffer.from(chain.map(certificate => certificate.sha256).join(''), 'hex'))
}
