import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto'
import { malformed, ObservationFailure } from './failure.ts'

/** One side of a key agreement (RFC 8446 section 4.2.8). */
export interface KeyShare {
  readonly group: number
  readonly publicBytes: Uint8Array
  /** The shared secret with the server's share (RFC 8446 section 7.4). */
  agree(peer: Uint8Array): Uint8Array
}

/** Groups offered, in this order: X25519, P-256, P-384, P-521, X448. */
export const groups: readonly number[] = [0x001d, 0x0017, 0x0018, 0x0019, 0x001e]

/** Groups a share is sent for at once; the others cost one HelloRetryRequest. */
export const eagerGroups: readonly number[] = [0x001d, 0x0017]

const curves: ReadonlyMap<number, string> = new Map([
  [0x0017, 'prime256v1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
])

function curveShare(group: number, curve: string): KeyShare {
  const ecdh = createECDH(curve)
  return { group, publicBytes: ecdh.generateKeys(), agree: peer => ecdh.computeSecret(peer) }
}

function montgomeryShare(group: number, crv: 'X25519' | 'X448'): KeyShare {
  const pair = crv === 'X25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('x448')
  const { x } = pair.publicKey.export({ format: 'jwk' })
  if (x === undefined) throw new Error(`no public bytes of a new ${crv} key`)
  return {
    group,
    publicBytes: Buffer.from(x, 'base64url'),
    agree(peer) {
      const key = { kty: 'OKP', crv, x: Buffer.from(peer).toString('base64url') }
      return diffieHellman({
        privateKey: pair.privateKey,
        publicKey: createPublicKey({ key, format: 'jwk' }),
      })
    },
  }
}

/** A fresh share of a group that was offered. */
export function createKeyShare(group: number): KeyShare {
  const curve = curves.get(group)
  if (curve !== undefined) return curveShare(group, curve)
  if (group === 0x001d) return montgomeryShare(group, 'X25519')
  if (group === 0x001e) return montgomeryShare(group, 'X448')
  throw new ObservationFailure(
    'tls-unexpected-choice',
    `the server chose group 0x${group.toString(16)}, not offered`,
  )
}

/** The shared secret, or a failure when the server's share is no point of the group. */
export function agree(share: KeyShare, peer: Uint8Array): Uint8Array {
  try {
    return share.agree(peer)
  } catch {
    throw malformed('the key share of the server is not a point of its group')
  }
}
