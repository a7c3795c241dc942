// RC2 (RFC 2268), decryption in CBC mode only: PKCS#12 files in the wild seal their certificates with RC2-40.

// The permutation of RFC 2268 section 2, digits of pi.
const PITABLE = Uint8Array.from(
  (
    'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb6266fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad'
  )
    .match(/../g)
    ?.map(pair => Number.parseInt(pair, 16)) ?? [],
)

const BLOCK = 8
const ROTATIONS = [1, 2, 3, 5] as const

/** Key expansion of RFC 2268 section 2: 64 words from a key with `effectiveBits` of strength. */
function expandKey(key: Uint8Array, effectiveBits: number): Uint16Array {
  const octets = new Uint8Array(128)
  octets.set(key)
  for (let i = key.length; i < 128; i++) {
    octets[i] = PITABLE[((octets[i - 1] ?? 0) + (octets[i - key.length] ?? 0)) & 255] ?? 0
  }
  const effectiveOctets = (effectiveBits + 7) >> 3
  const mask = 255 >> (8 * effectiveOctets - effectiveBits)
  octets[128 - effectiveOctets] = PITABLE[(octets[128 - effectiveOctets] ?? 0) & mask] ?? 0
  for (let i = 127 - effectiveOctets; i >= 0; i--) {
    octets[i] = PITABLE[(octets[i + 1] ?? 0) ^ (octets[i + effectiveOctets] ?? 0)] ?? 0
  }
  return Uint16Array.from({ length: 64 }, (_, i) => (octets[2 * i] ?? 0) | ((octets[2 * i + 1] ?? 0) << 8))
}

function unmix(r: Uint16Array, words: Uint16Array, next: number): void {
  for (let i = 3; i >= 0; i--) {
    const turn = ROTATIONS[i] ?? 1
    const value = r[i] ?? 0
    const turned = (value >>> turn) | (value << (16 - turn))
    const a = r[(i + 3) & 3] ?? 0
    const b = r[(i + 2) & 3] ?? 0
    const c = r[(i + 1) & 3] ?? 0
    r[i] = turned - (words[next - 3 + i] ?? 0) - (a & b) - (~a & c)
  }
}

function unmash(r: Uint16Array, words: Uint16Array): void {
  for (let i = 3; i >= 0; i--) r[i] = (r[i] ?? 0) - (words[(r[(i + 3) & 3] ?? 0) & 63] ?? 0)
}

/** RFC 2268 section 4: five, six and five mixing rounds with a mashing round between. */
function decryptBlock(r: Uint16Array, words: Uint16Array): void {
  let next = 63
  for (let round = 0; round < 16; round++) {
    if (round === 5 || round === 11) unmash(r, words)
    unmix(r, words, next)
    next -= 4
  }
}

/** Length without PKCS#7 padding, or -1 when the padding is wrong. */
function unpaddedLength(plain: Uint8Array): number {
  const count = plain.at(-1) ?? 0
  if (count === 0 || count > BLOCK) return -1
  return plain.subarray(-count).every(octet => octet === count) ? plain.length - count : -1
}

/** RC2-CBC with PKCS#7 padding; `undefined` when lengths or padding do not fit (RFC 2268 sections 2 to 5). */
export function decryptRc2Cbc(
  key: Uint8Array,
  effectiveBits: number,
  iv: Uint8Array,
  bytes: Uint8Array,
): Uint8Array | undefined {
  if (key.length === 0 || key.length > 128 || iv.length !== BLOCK) return undefined
  if (bytes.length === 0 || bytes.length % BLOCK !== 0) return undefined
  const words = expandKey(key, effectiveBits)
  const plain = new Uint8Array(bytes.length)
  const r = new Uint16Array(4)
  for (let at = 0; at < bytes.length; at += BLOCK) {
    for (let i = 0; i < 4; i++) r[i] = (bytes[at + 2 * i] ?? 0) | ((bytes[at + 2 * i + 1] ?? 0) << 8)
    decryptBlock(r, words)
    for (let i = 0; i < BLOCK; i++) {
      const previous = at === 0 ? (iv[i] ?? 0) : (bytes[at - BLOCK + i] ?? 0)
      plain[at + i] = (((r[i >> 1] ?? 0) >> (8 * (i & 1))) & 255) ^ previous
    }
  }
  const length = unpaddedLength(plain)
  return length < 0 ? undefined : plain.subarray(0, length)
}
