import { type Crypto, hex, parseCertificate } from '@foreseen/x509'

/** A certificate known by its digest: parsed once, its bytes kept once. */
export interface KnownCertificate {
  readonly sha256: string
  readonly spkiSha256: string
  readonly der: Uint8Array
}

/** Names certificates and keys by their digests. */
export interface Identities {
  sha256(bytes: Uint8Array): string
  /** Undefined when the bytes do not parse as a certificate. */
  certificate(der: Uint8Array): KnownCertificate | undefined
}

// 2,048 certificates of 1.5 kB are 3 MB: more than any public bundle holds, and bundles repeat.
const keptCertificates = 2048
// Larger ones are odd enough to be parsed again.
const keptBytes = 16 << 10

/** Identities with a bounded memory of the certificates seen last. */
export function createIdentities(crypto: Crypto): Identities {
  const kept = new Map<string, KnownCertificate>()
  const sha256 = (bytes: Uint8Array): string => hex(crypto.digest('sha256', bytes))
  const remember = (known: KnownCertificate): void => {
    kept.set(known.sha256, known)
    if (kept.size <= keptCertificates) return
    for (const oldest of kept.keys()) {
      kept.delete(oldest)
      break
    }
  }
  return {
    sha256,
    certificate(der) {
      const digest = sha256(der)
      const seen = kept.get(digest)
      if (seen !== undefined) return seen
      // Detectors hand out views of a window that moves on.
      const parsed = parseCertificate(der.slice())
      if (!parsed.ok) return undefined
      const { publicKey, der: bytes } = parsed.value
      const known = { sha256: digest, spkiSha256: sha256(publicKey.der), der: bytes }
      if (bytes.length <= keptBytes) remember(known)
      return known
    },
  }
}
