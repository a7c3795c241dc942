import type { KindId } from '@foreseen/facts'
import { digitsText } from './amounts.ts'

/** What a thing of each kind is called in a sentence, one and many. */
const nouns: Readonly<Record<KindId, readonly [string, string]>> = {
  'hardwired-leaf': ['server certificate', 'server certificates'],
  'hardwired-self-signed': ['self-signed certificate', 'self-signed certificates'],
  'hardwired-intermediate': ['intermediate CA', 'intermediate CAs'],
  'hardwired-root': ['root CA', 'root CAs'],
  'public-bundle': ['bundle of roots', 'bundles of roots'],
  'expired-certificate': ['expired certificate', 'expired certificates'],
  'client-certificate': ['client certificate', 'client certificates'],
  'file-signature': ['certificate of a file signature', 'certificates of file signatures'],
  'other-purpose-certificate': ['certificate for another purpose', 'certificates for other purposes'],
  'federation-certificate': ['federation certificate', 'federation certificates'],
  'private-key': ['private key', 'private keys'],
  'private-key-sealed': ['encrypted private key', 'encrypted private keys'],
  'public-key': ['public key', 'public keys'],
  'pin-resolved': ['pin of a known key', 'pins of known keys'],
  'pin-unresolved': ['pin of an unknown key', 'pins of unknown keys'],
  'certificate-request': ['certificate request', 'certificate requests'],
  'revocation-list': ['revocation list', 'revocation lists'],
  keystore: ['keystore', 'keystores'],
  sealed: ['closed container of keys', 'closed containers of keys'],
  'unseen-pin': ['unseen pin', 'unseen pins'],
  'accepts-invalid': ['client that accepts invalid certificates', 'clients that accept invalid certificates'],
  'dead-pin': ['dead pin', 'dead pins'],
  'false-pin': ['false pin', 'false pins'],
  partial: ['partial certificate or key', 'partial certificates or keys'],
}

/** `1 server certificate`, `3 pins of known keys`. */
export function kindCount(kind: KindId, count: number): string {
  const [one, many] = nouns[kind]
  return `${digitsText(count)} ${count === 1 ? one : many}`
}
