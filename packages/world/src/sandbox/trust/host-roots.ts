import { getCACertificates } from 'node:tls'
import { readPem } from '@foreseen/x509'

/**
 * DER of the roots that this machine trusts, those of NODE_EXTRA_CA_CERTS among them, and of those that browsers
 * ship: a chain that leads to none of them is incomplete, or its root is private. Each once.
 */
export function hostRoots(): readonly Uint8Array[] {
  const pems = new Set((['system', 'extra', 'bundled'] as const).flatMap(store => getCACertificates(store)))
  return [...pems].flatMap(pem => readPem(pem).map(({ der }) => der))
}
