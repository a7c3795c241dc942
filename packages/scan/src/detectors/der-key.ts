import { parsePrivateKey, privateKeyLength } from '@foreseen/x509'
import { looksRandom } from '../keys/noise.ts'
import { isPlausiblePrivateKey, privateKeyCatch } from '../keys/private-key-catch.ts'
import { bcfksAround } from '../keystore/bcfks.ts'
import { bytesAt, declaredLength, sequencesBefore } from '../structure/enclosing.ts'
import type { Catch, Detector, DetectorInput } from './contract.ts'

// RSA with 16,384 bits takes 9,300 octets.
const MAX_KEY_BYTES = 0x1_0000

function keyAt(input: DetectorInput, start: number): Catch[] {
  const length = declaredLength(bytesAt(input, start, 8), 0)
  if (length === 0 || length > MAX_KEY_BYTES) return []
  const view = bytesAt(input, start, length)
  if (privateKeyLength(view, 0) !== length) return []
  const key = parsePrivateKey(view)
  if (!key.ok || !isPlausiblePrivateKey(key.value)) return []
  // Keys of RFC 8410 are a fixed prefix and 32 octets or so: the prefix alone stands in every crypto library.
  if (length < 100 && key.value.spki === undefined && !looksRandom(view.subarray(length - 32))) return []
  return [privateKeyCatch(key.value, { start, end: start + length }, 'der')]
}

/** The needle is the algorithm of the sealing: two headers before it stands the EncryptedPrivateKeyInfo. */
function sealedKeyAt(input: DetectorInput, at: number): Catch[] {
  if (bcfksAround(input, at) !== undefined) return []
  const from = Math.max(0, at - 12)
  const before = bytesAt(input, from, at - from).slice()
  for (const algorithm of sequencesBefore(before, before.length)) {
    for (const start of sequencesBefore(before, algorithm)) {
      const caught = keyAt(input, from + start)
      if (caught.length > 0) return caught
    }
  }
  return []
}

/** Private keys as raw DER: kind and size are told, the secret stays where it is. */
export const derKeyDetector: Detector = {
  id: 'der-key',
  catalogue: [36, 64],
  needles: [
    'der-key',
    'der-key-small',
    'der-key-tiny',
    'der-sec1',
    'der-sec1-large',
    'der-encrypted-key',
    'der-encrypted-key-pkcs12',
  ],
  finds: 'PKCS#8 plain and sealed, PKCS#1, SEC 1, DSA and RFC 8410 private keys in DER at any offset',
  ignores: 'prefixes of such keys in program code, numbers that happen to follow each other, BCFKS stores',
  find(hit, input) {
    const sealed = hit.needle === 'der-encrypted-key' || hit.needle === 'der-encrypted-key-pkcs12'
    return sealed ? sealedKeyAt(input, hit.at) : keyAt(input, hit.at)
  },
}
