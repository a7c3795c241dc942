import type { PublicKey } from '@foreseen/x509'

interface Curve {
  readonly prime: bigint
  readonly b: bigint
  readonly octets: number
}

// y^2 = x^3 - 3x + b over a prime field (FIPS 186-4 D.1.2; SP 800-186 section 3.2.1).
const CURVES: Readonly<Record<string, Curve>> = {
  'P-256': {
    prime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    octets: 32,
  },
  'P-384': {
    prime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    octets: 48,
  },
  'P-521': {
    prime: 2n ** 521n - 1n,
    b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    octets: 66,
  },
}

function numberOf(bytes: Uint8Array): bigint {
  let text = '0x0'
  for (const octet of bytes) text += octet.toString(16).padStart(2, '0')
  return BigInt(text)
}

/**
 * Does the uncompressed point lie on the named curve? True for curves and forms that are not known here:
 * the test only refuses templates and noise.
 */
export function isOnCurve(curve: PublicKey['curve'], point: Uint8Array): boolean {
  const known = CURVES[curve]
  if (known === undefined || point[0] !== 4) return true
  const { prime, b, octets } = known
  if (point.length !== 1 + 2 * octets) return false
  const x = numberOf(point.subarray(1, 1 + octets))
  const y = numberOf(point.subarray(1 + octets))
  return x < prime && y < prime && (y * y - (x * x * x - 3n * x + b)) % prime === 0n
}
