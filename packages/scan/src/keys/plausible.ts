import { type PublicKey, parsePublicKey } from '@foreseen/x509'
import { isOnCurve } from './curve.ts'
import { looksRandom } from './noise.ts'

/** Ends the key in its last `count` octets: where the point or the RFC 8410 key stands. */
const tail = (key: PublicKey, count: number): Uint8Array =>
  key.der.subarray(Math.max(0, key.der.length - count))

/** The modulus fills the middle of the encoding: a template has something else there. */
function isRsaKey(key: PublicKey): boolean {
  const middle = key.der.length >> 1
  return (
    key.sizeBits >= 512 && key.sizeBits <= 16_384 && looksRandom(key.der.subarray(middle - 16, middle + 16))
  )
}

/** Is the SubjectPublicKeyInfo in `der` a key, rather than a template that parses with what follows it? */
export function isPlausibleKey(der: Uint8Array): boolean {
  const parsed = parsePublicKey(der)
  if (!parsed.ok) return false
  const key = parsed.value
  if (key.kind === 'rsa') return isRsaKey(key)
  if (key.kind !== 'ec') return looksRandom(tail(key, 32))
  const octets = Math.ceil(key.sizeBits / 8)
  const point = tail(key, 1 + 2 * octets)
  return (
    key.sizeBits > 0 &&
    (point[0] !== 4 || (looksRandom(point.subarray(1, 33)) && isOnCurve(key.curve, point)))
  )
}
