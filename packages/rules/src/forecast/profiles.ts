/** How a verifier judges a path, as far as it decides a row of the table. */
export interface VerifierProfile {
  readonly id: string
  readonly title: string
  /** Takes an anchor that is not self-signed (an intermediate, a cross-certificate). */
  readonly partialChain: boolean
  /** Takes a CA-signed leaf in its store as anchor for that very leaf. */
  readonly leafAnchor: boolean
  /** Refuses an anchor past its end date; RFC 5280 6.1.1(d) leaves it open. */
  readonly anchorTimeChecked: boolean
  /** A self-signed leaf in the store vouches for its successor with the same key. */
  readonly selfSignedByKey: boolean
  /** Prefers an issuer from the store even when that one has expired, and does not go back. */
  readonly storePoison: boolean
  /** Prefers the first served issuer even when it has expired and a fresh twin follows. */
  readonly servedPoison: boolean
  /** Looks for an anchor before it follows served certificates any further. */
  readonly trustedFirst: boolean
  /** Enforces the path length written in the anchor. */
  readonly anchorPathLengthChecked: boolean
  /** Wants serverAuth, or no purposes at all, on the CA certificates of the path. */
  readonly caPurposeChecked: boolean
}

const openssl: VerifierProfile = {
  id: 'openssl',
  title: 'OpenSSL, Node and Python to 3.12 by default',
  partialChain: false,
  leafAnchor: false,
  anchorTimeChecked: true,
  selfSignedByKey: false,
  storePoison: true,
  servedPoison: false,
  trustedFirst: true,
  anchorPathLengthChecked: true,
  caPurposeChecked: true,
}

/** Measured with OpenSSL 3.0.19, GnuTLS 3.7.9, mbedTLS 2.28.3, Go 1.19, Java 17 (`docs/forecast.md`, verifiers). */
export const profiles: readonly VerifierProfile[] = [
  openssl,
  {
    ...openssl,
    id: 'openssl-partial',
    title: 'curl, Python from 3.13, Node with allowPartialTrustChain',
    partialChain: true,
    leafAnchor: true,
  },
  {
    ...openssl,
    id: 'gnutls',
    title: 'GnuTLS',
    partialChain: true,
    selfSignedByKey: true,
    storePoison: false,
    servedPoison: true,
  },
  { ...openssl, id: 'mbedtls', title: 'mbedTLS', partialChain: true, caPurposeChecked: false },
  { ...openssl, id: 'go', title: 'Go', partialChain: true, leafAnchor: true, storePoison: false },
  {
    ...openssl,
    id: 'java',
    title: 'Java (PKIX)',
    partialChain: true,
    leafAnchor: true,
    anchorTimeChecked: false,
    storePoison: false,
    anchorPathLengthChecked: false,
  },
]

/**
 * Verifiers that are out of support and still in devices; taken from their documentation, not measured
 * here, so they are chosen by name only and never part of "unknown verifier".
 */
export const formerProfiles: readonly VerifierProfile[] = [
  { ...openssl, id: 'openssl-1.0', title: 'OpenSSL 1.0 without trusted_first', trustedFirst: false },
]

/** The profiles of the given ids; all measured ones when none is given or none is known. */
export function profilesOf(ids: readonly string[] | undefined): readonly VerifierProfile[] {
  const chosen = [...profiles, ...formerProfiles].filter(profile => ids?.includes(profile.id) === true)
  return chosen.length > 0 ? chosen : profiles
}
