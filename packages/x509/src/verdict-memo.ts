import type { Crypto, SignatureVerdict } from './crypto.ts'

/** Verdicts of signatures by what they are about: 32 octets as a string, one character an octet. */
export interface VerdictMemo {
  load(id: string): SignatureVerdict | undefined
  store(id: string, verdict: SignatureVerdict): void
}

/** The four parts with their lengths in front, so that no octet can pass for one of the next part. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const head = new Uint32Array(parts.map(part => part.length))
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, head.byteLength))
  all.set(new Uint8Array(head.buffer))
  let at = head.byteLength
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/**
 * A port that asks `memo` before it verifies, and tells it what came out. What is remembered is bound by SHA-256 to
 * algorithm, key, signed bytes and signature: importing a key and checking cost twenty times as much as that digest.
 * `unsupported` is not stored, because it says something about the machine and not about the signature.
 */
export function rememberVerdicts(crypto: Crypto, memo: VerdictMemo): Crypto {
  return {
    ...crypto,
    verify(algorithm, spki, bytes, signature) {
      const id = String.fromCharCode(...crypto.digest('sha256', joined([algorithm, spki, bytes, signature])))
      const known = memo.load(id)
      if (known !== undefined) return known
      const verdict = crypto.verify(algorithm, spki, bytes, signature)
      if (verdict !== 'unsupported') memo.store(id, verdict)
      return verdict
    },
  }
}
