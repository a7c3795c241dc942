/**
 * A private key by what may be said about it. The secret parts are never copied out of the input;
 * `spki` is made of public parts only and is `undefined` where they are not in the input.
 */
export interface PrivateKey {
  readonly format: 'pkcs8' | 'pkcs8-encrypted' | 'pkcs1' | 'sec1' | 'dsa' | 'openssh' | 'pem-encrypted'
  readonly kind: 'rsa' | 'ec' | 'ed25519' | 'ed448' | 'dsa' | 'x25519' | 'x448' | 'other' | 'unknown'
  /** Bits; 0 when unknown. */
  readonly sizeBits: number
  readonly curve: string
  readonly encrypted: boolean
  /** Cipher and key derivation of a sealed key, e.g. `aes-256-cbc, PBKDF2 2048 rounds`; '' otherwise. */
  readonly sealing: string
  readonly spki: Uint8Array | undefined
  /** Length in bytes of the key's encoding. */
  readonly lengthBytes: number
}

/** A PKCS#7 / CMS SignedData (RFC 5652 section 5): a bundle when nobody signed, a signature otherwise. */
export interface SignedData {
  readonly lengthBytes: number
  readonly signerCount: number
  /** OID of the encapsulated content, e.g. `1.3.6.1.4.1.311.2.1.4` (Authenticode). */
  readonly contentType: string
  /** Views into the input, with their offset from its start. */
  readonly certificates: readonly { readonly der: Uint8Array; readonly offset: number }[]
  readonly crlCount: number
}
