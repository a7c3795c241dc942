import { hash } from 'node:crypto'
import type { Protection } from './cipher-suites.ts'
import { number, vector } from './fields.ts'

/** Keys of one direction (RFC 8446 section 7.3). */
export interface TrafficKeys {
  readonly key: Buffer
  readonly iv: Buffer
}

type Hash = Protection['hash']

/** Block of the compression function in bytes (FIPS 180-4 section 1). */
const blockBytes: Readonly<Record<Hash, number>> = { sha256: 64, sha384: 128 }

/**
 * HMAC (RFC 2104) from two one-shot digests: `createHmac` takes 50 us each time to fetch its algorithm, and a
 * handshake needs eleven. Keys here are never longer than a block.
 */
function hmac(algorithm: Hash, key: Uint8Array, data: Uint8Array): Buffer {
  const inner = Buffer.alloc(blockBytes[algorithm], 0x36)
  const outer = Buffer.alloc(blockBytes[algorithm], 0x5c)
  for (const [index, byte] of key.entries()) {
    inner[index] = 0x36 ^ byte
    outer[index] = 0x5c ^ byte
  }
  const first = hash(algorithm, Buffer.concat([inner, data]), 'buffer')
  return hash(algorithm, Buffer.concat([outer, first]), 'buffer')
}

/** HKDF-Expand-Label (RFC 8446 section 7.1); no length here needs more than one or two blocks. */
function expandLabel(
  algorithm: Hash,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Buffer {
  const info = Buffer.concat([
    number(length, 2),
    vector(1, Buffer.from(`tls13 ${label}`, 'latin1')),
    vector(1, context),
  ])
  const blocks: Buffer[] = []
  let block: Buffer = Buffer.alloc(0)
  for (let have = 0, count = 1; have < length; have += block.length, count += 1) {
    block = hmac(algorithm, secret, Buffer.concat([block, info, Buffer.of(count)]))
    blocks.push(block)
  }
  return Buffer.concat(blocks).subarray(0, length)
}

function trafficKeys(protection: Protection, secret: Uint8Array): TrafficKeys {
  const none = Buffer.alloc(0)
  return {
    key: expandLabel(protection.hash, secret, 'key', none, protection.keyBytes),
    iv: expandLabel(protection.hash, secret, 'iv', none, 12),
  }
}

/** Digest of the handshake messages so far. */
export function transcriptHash(algorithm: Hash, messages: readonly Uint8Array[]): Buffer {
  return hash(algorithm, Buffer.concat(messages), 'buffer')
}

/** Handshake traffic keys of both sides, from the shared secret and ClientHello..ServerHello (RFC 8446 7.1). */
export function handshakeKeys(
  protection: Protection,
  shared: Uint8Array,
  messages: readonly Uint8Array[],
): { readonly client: TrafficKeys; readonly server: TrafficKeys } {
  const algorithm = protection.hash
  const empty = hash(algorithm, '', 'buffer')
  const zero = Buffer.alloc(empty.length)
  const early = hmac(algorithm, zero, zero)
  const derived = expandLabel(algorithm, early, 'derived', empty, empty.length)
  const secret = hmac(algorithm, derived, shared)
  const transcript = transcriptHash(algorithm, messages)
  const client = expandLabel(algorithm, secret, 'c hs traffic', transcript, empty.length)
  const server = expandLabel(algorithm, secret, 's hs traffic', transcript, empty.length)
  return { client: trafficKeys(protection, client), server: trafficKeys(protection, server) }
}
