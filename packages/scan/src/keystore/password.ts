import type { Crypto, DigestAlgorithm } from '@foreseen/x509'

/** A password in the two forms that key derivations take. */
export interface Password {
  /** UTF-8, for PBKDF2. */
  readonly utf8: Uint8Array
  /** BMPString with its two zeros at the end, for RFC 7292 appendix B; the empty one also exists without. */
  readonly bmp: Uint8Array
}

/** Rounds of key derivation that may still be spent on one key store: hostile counts must not hold up a scan. */
export interface Effort {
  roundsLeft: number
}

// About two seconds. Twenty passwords against the 10,000 rounds of today's tools fit in.
export const MAX_ROUNDS = 3_000_000
// Rounds of RFC 7292 go through the port one by one, those of PBKDF2 all at once.
const PKCS12_ROUND_COST = 10

/** Takes `rounds` from the effort; false when it is not enough. */
export function spend(effort: Effort, rounds: number): boolean {
  if (!(rounds > 0) || rounds > effort.roundsLeft) return false
  effort.roundsLeft -= rounds
  return true
}

function bmpOf(text: string): Uint8Array {
  const octets = new Uint8Array(text.length * 2 + 2)
  for (let i = 0; i < text.length; i++) {
    octets[2 * i] = text.charCodeAt(i) >> 8
    octets[2 * i + 1] = text.charCodeAt(i) & 255
  }
  return octets
}

/** The forms of each text; "no password" is written with and without its two zeros by different tools. */
export function passwordsOf(texts: readonly string[]): Password[] {
  return texts.flatMap(text => {
    const utf8 = new TextEncoder().encode(text)
    const first = { utf8, bmp: bmpOf(text) }
    return text === '' ? [first, { utf8, bmp: new Uint8Array(0) }] : [first]
  })
}

/** `source` repeated until it fills whole blocks. */
function fillBlocks(source: Uint8Array, blockBytes: number): Uint8Array {
  const filled = new Uint8Array(Math.ceil(source.length / blockBytes) * blockBytes)
  for (let i = 0; i < filled.length; i++) filled[i] = source[i % source.length] ?? 0
  return filled
}

/** Adds `addend` + 1 to each block of `input`, as big-endian numbers (RFC 7292 B.2 step 6C). */
function addToBlocks(input: Uint8Array, addend: Uint8Array): void {
  for (let block = 0; block < input.length; block += addend.length) {
    let carry = 1
    for (let i = addend.length - 1; i >= 0; i--) {
      carry += (input[block + i] ?? 0) + (addend[i] ?? 0)
      input[block + i] = carry & 255
      carry >>= 8
    }
  }
}

const DIGEST_BYTES: Readonly<Record<DigestAlgorithm, number>> = {
  md5: 16,
  sha1: 20,
  sha256: 32,
  sha384: 48,
  sha512: 64,
}

/** What the derived octets are for (RFC 7292 B.3). */
export type Purpose = 'key' | 'iv' | 'mac'
const PURPOSES: Readonly<Record<Purpose, number>> = { key: 1, iv: 2, mac: 3 }

export interface Derivation {
  readonly digest: DigestAlgorithm
  readonly salt: Uint8Array
  readonly rounds: number
}

/** Octets derived from a password by RFC 7292 appendix B; `undefined` when the effort does not reach. */
export function derivePkcs12(
  crypto: Crypto,
  password: Password,
  { digest, salt, rounds }: Derivation,
  purpose: Purpose,
  lengthBytes: number,
  effort: Effort,
): Uint8Array | undefined {
  const digestBytes = DIGEST_BYTES[digest]
  const blockBytes = digestBytes > 32 ? 128 : 64
  const steps = Math.ceil(lengthBytes / digestBytes)
  if (salt.length > 1024 || !spend(effort, rounds * steps * PKCS12_ROUND_COST)) return undefined
  const seeds = [fillBlocks(salt, blockBytes), fillBlocks(password.bmp, blockBytes)] as const
  const message = new Uint8Array(blockBytes + seeds[0].length + seeds[1].length)
  message.fill(PURPOSES[purpose], 0, blockBytes)
  message.set(seeds[0], blockBytes)
  message.set(seeds[1], blockBytes + seeds[0].length)
  const derived = new Uint8Array(steps * digestBytes)
  for (let step = 0; step < steps; step++) {
    let octets = crypto.digest(digest, message)
    for (let round = 1; round < rounds; round++) octets = crypto.digest(digest, octets)
    derived.set(octets, step * digestBytes)
    addToBlocks(message.subarray(blockBytes), fillBlocks(octets, blockBytes).subarray(0, blockBytes))
  }
  return derived.subarray(0, lengthBytes)
}
