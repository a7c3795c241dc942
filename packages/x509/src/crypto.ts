/** Digest algorithms that fingerprints, pins and keystores in the wild use. */
export type DigestAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** Ciphers that keystores in the wild use; a port that lacks one answers `undefined`. */
export type CipherName =
  | 'des-ede3-cbc'
  | 'rc2-40-cbc'
  | 'rc2-128-cbc'
  | 'aes-128-cbc'
  | 'aes-192-cbc'
  | 'aes-256-cbc'

/** Did a signature verify? `unsupported` when the algorithm or key is unknown here: never a guess. */
export type SignatureVerdict = 'valid' | 'invalid' | 'unsupported'

/**
 * The arithmetic that pure packages need but do not own. `@foreseen/x509/node` carries it out with
 * `node:crypto`; a browser would pass its own.
 */
export interface Crypto {
  digest(algorithm: DigestAlgorithm, bytes: Uint8Array): Uint8Array
  hmac(algorithm: DigestAlgorithm, key: Uint8Array, bytes: Uint8Array): Uint8Array
  /** Takes as long as `iterations` says: the caller bounds it before it asks. */
  pbkdf2(
    algorithm: DigestAlgorithm,
    password: Uint8Array,
    salt: Uint8Array,
    iterations: number,
    lengthBytes: number,
  ): Uint8Array
  /** Plain text without padding removed wrongly: `undefined` when key, padding or cipher do not fit. */
  decrypt(cipher: CipherName, key: Uint8Array, iv: Uint8Array, bytes: Uint8Array): Uint8Array | undefined
  /** Verifies `signature` over `bytes` with the key in `spki` (DER) under the DER AlgorithmIdentifier. */
  verify(
    algorithmDer: Uint8Array,
    spki: Uint8Array,
    bytes: Uint8Array,
    signature: Uint8Array,
  ): SignatureVerdict
}
