import * as crypto from 'node:crypto'
import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto'
import type { ObservedKeyType } from '@foreseen/facts'
import { malformed, ObservationFailure } from './failure.ts'

/** One side of a key agreement (RFC 8446 section 4.2.8). */
export interface KeyShare {
  readonly group: number
  readonly publicBytes: Uint8Array
  /** The shared secret with the server's share (RFC 8446 section 7.4). */
  agree(peer: Uint8Array): Uint8Array
}

const x25519 = 0x001d
const x448 = 0x001e
/** X25519 with ML-KEM-768 (draft-ietf-tls-ecdhe-mlkem). */
const x25519Kem = 0x11ec

// Node 24 has ML-KEM from 24.7 on; without it the group is not offered.
const hasKem = 'decapsulate' in crypto

/** Groups a share is sent for at once; the others cost one HelloRetryRequest. */
export const eagerGroups: readonly number[] = [x25519, 0x0017]

const curves: ReadonlyMap<number, string> = new Map([
  [0x0017, 'prime256v1'],
  [0x0018, 'secp384r1'],
  [0x0019, 'secp521r1'],
  [0x001f, 'brainpoolP256r1'], // RFC 8734: the Brainpool curves have other numbers in TLS 1.3
  [0x0020, 'brainpoolP384r1'],
  [0x0021, 'brainpoolP512r1'],
])

/** Curves of leaf keys up to TLS 1.2, which a client must name to be shown such a leaf (RFC 8422 5.1.1). */
const leafCurves: readonly number[] = [0x0016, 0x001a, 0x001b, 0x001c]

/**
 * Groups named in a hello. The post-quantum one only where all keys are admitted, as the last try: servers that
 * prefer it would otherwise cost a retry each.
 */
export function groupsFor(keyType: ObservedKeyType): readonly number[] {
  const usual = [x25519, 0x0017, 0x0018, 0x0019, x448, 0x001f, 0x0020, 0x0021, ...leafCurves]
  return keyType === 'any' && hasKem ? [...usual, x25519Kem] : usual
}

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

/** ML-KEM share first, X25519 share after it, in keys, answers and secret alike. */
function kemShare(group: number): KeyShare {
  const pair = generateKeyPairSync('ml-kem-768')
  const inner = montgomeryShare(x25519, 'X25519')
  // The last 1184 bytes of the SubjectPublicKeyInfo are the encapsulation key (FIPS 203 section 8).
  const key = pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-1184)
  return {
    group,
    publicBytes: Buffer.concat([key, inner.publicBytes]),
    agree(peer) {
      const secret = crypto.decapsulate(pair.privateKey, peer.subarray(0, 1088))
      return Buffer.concat([secret, inner.agree(peer.subarray(1088))])
    },
  }
}

/** A fresh share of a group that was offered. */
export function createKeyShare(group: number): KeyShare {
  const curve = curves.get(group)
  if (curve !== undefined) return curveShare(group, curve)
  if (group === x25519) return montgomeryShare(group, 'X25519')
  if (group === x448) return montgomeryShare(group, 'X448')
  if (group === x25519Kem) return kemShare(group)
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
