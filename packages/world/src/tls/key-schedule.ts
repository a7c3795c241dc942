import { createHash, createHmac } from 'node:crypto'
import type { Protection } from './cipher-suites.ts'
import { number, vector } from './fields.ts'

/** Keys of one direction (RFC 8446 section 7.3). */
export interface TrafficKeys {
  readonly key: Buffer
  readonly iv: Buffer
}

type Hash = Protection['hash']

function hmac(hash: Hash, key: Uint8Array, data: Uint8Array): Buffer {
  return createHmac(hash, key).update(data).digest()
}

/** HKDF-Expand-Label (RFC 8446 section 7.1); no length here needs more than one or two blocks. */
function expandLabel(
  hash: Hash,
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
    block = hmac(hash, secret, Buffer.concat([block, info, Buffer.of(count)]))
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
export function transcriptHash(hash: Hash, messages: readonly Uint8Array[]): Buffer {
  const digest = createHash(hash)
  for (const message of messages) digest.update(message)
  return digest.digest()
}

/** Handshake traffic keys of both sides, from the shared secret and ClientHello..ServerHello (RFC 8446 7.1). */
export function handshakeKeys(
  protection: Protection,
  shared: Uint8Array,
  messages: readonly Uint8Array[],
): { readonly client: TrafficKeys; readonly server: TrafficKeys } {
  const { hash } = protection
  const empty = createHash(hash).digest()
  const zero = Buffer.alloc(empty.length)
  const early = hmac(hash, zero, zero)
  const derived = expandLabel(hash, early, 'derived', empty, empty.length)
  const secret = hmac(hash, derived, shared)
  const transcript = transcriptHash(hash, messages)
  const client = expandLabel(hash, secret, 'c hs traffic', transcript, empty.length)
  const server = expandLabel(hash, secret, 's hs traffic', transcript, empty.length)
  return { client: trafficKeys(protection, client), server: trafficKeys(protection, server) }
}
