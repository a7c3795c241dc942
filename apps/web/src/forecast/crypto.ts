import type { Crypto, DigestAlgorithm, SignatureVerdict, VerdictMemo } from '@foreseen/x509'
import { rememberVerdicts } from '@foreseen/x509'
import { hmac } from '@noble/hashes/hmac.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'

/**
 * Web Crypto answers later and knows no MD5; rules ask and go on. So digests are worked out here, and signatures are
 * answered by the server, which has checked them already.
 */
const hashes = { md5, sha1, sha256, sha384, sha512 } satisfies Record<DigestAlgorithm, unknown>

/** `Crypto` without signatures and ciphers: what is asked of those is `unsupported` and `undefined`. */
export const pageDigests: Crypto = {
  digest: (algorithm, bytes) => hashes[algorithm](bytes),
  hmac: (algorithm, key, bytes) => hmac(hashes[algorithm], key, bytes),
  pbkdf2: (algorithm, password, salt, iterations, lengthBytes) =>
    pbkdf2(hashes[algorithm], password, salt, { c: iterations, dkLen: lengthBytes }),
  decrypt: () => undefined,
  verify: () => 'unsupported',
}

/** Answers of the server by what they are about, and how often one was missed. */
export interface KnownSignatures extends VerdictMemo {
  /** Distinct signatures that were asked about and that the server said nothing of. */
  readonly missed: ReadonlySet<string>
}

const octetsOf = (hex: string): string =>
  String.fromCharCode(...(hex.match(/../g) ?? []).map(octet => Number.parseInt(octet, 16)))

/** Verdicts by SHA-256 in hex, as they come over the wire, for `rememberVerdicts`. */
export function knownSignatures(
  said: readonly { readonly id: string; readonly valid: boolean }[],
): KnownSignatures {
  const verdicts = new Map<string, SignatureVerdict>(
    said.map(({ id, valid }) => [octetsOf(id), valid ? 'valid' : 'invalid']),
  )
  const missed = new Set<string>()
  return {
    missed,
    load(id) {
      const verdict = verdicts.get(id)
      if (verdict === undefined) missed.add(id)
      return verdict
    },
    // Only what the server said counts: nothing is found out here that would be worth keeping.
    store() {},
  }
}

/** The port of the page: digests of its own, signatures as the server said. */
export const pageCrypto = (signatures: KnownSignatures): Crypto => rememberVerdicts(pageDigests, signatures)
