import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Protection } from './cipher-suites.ts'
import { malformed } from './failure.ts'
import type { TrafficKeys } from './key-schedule.ts'

/** The per-record nonce: the sequence number in the low bytes of the IV (RFC 8446 section 5.3). */
function nonceOf(iv: Buffer, sequence: number): Buffer {
  const nonce = Buffer.from(iv)
  for (let at = 11, rest = sequence; rest > 0; at -= 1, rest = Math.floor(rest / 256)) {
    nonce.writeUInt8(nonce.readUInt8(at) ^ (rest % 256), at)
  }
  return nonce
}

// node:crypto types GCM, CCM and ChaCha apart; these two calls are the same for all three.
function openCipher(protection: Protection, keys: TrafficKeys, nonce: Buffer) {
  const options = { authTagLength: protection.tagBytes }
  const { cipher } = protection
  if (cipher === 'aes-128-ccm') return createDecipheriv(cipher, keys.key, nonce, options)
  if (cipher === 'chacha20-poly1305') return createDecipheriv(cipher, keys.key, nonce, options)
  return createDecipheriv(cipher, keys.key, nonce, options)
}

function sealCipher(protection: Protection, keys: TrafficKeys, nonce: Buffer) {
  const options = { authTagLength: protection.tagBytes }
  const { cipher } = protection
  if (cipher === 'aes-128-ccm') return createCipheriv(cipher, keys.key, nonce, options)
  if (cipher === 'chacha20-poly1305') return createCipheriv(cipher, keys.key, nonce, options)
  return createCipheriv(cipher, keys.key, nonce, options)
}

/** The content of one protected record without padding, and its true type (RFC 8446 section 5.2). */
export function openRecord(
  protection: Protection,
  keys: TrafficKeys,
  sequence: number,
  header: Uint8Array,
  body: Buffer,
): { readonly type: number; readonly content: Buffer } {
  const length = body.length - protection.tagBytes
  if (length < 1) throw malformed('a protected record is shorter than its authentication tag')
  const cipher = openCipher(protection, keys, nonceOf(keys.iv, sequence))
  cipher.setAuthTag(body.subarray(length))
  cipher.setAAD(header, { plaintextLength: length })
  let plain: Buffer
  try {
    plain = cipher.update(body.subarray(0, length))
    cipher.final()
  } catch {
    throw malformed('a protected record does not decrypt under the agreed key')
  }
  let end = plain.length
  while (end > 0 && plain[end - 1] === 0) end -= 1
  if (end === 0) throw malformed('a protected record holds nothing but padding')
  return { type: plain.readUInt8(end - 1), content: plain.subarray(0, end - 1) }
}

/** A protected record of `content`, as TLS 1.3 sends it. */
export function sealRecord(
  protection: Protection,
  keys: TrafficKeys,
  sequence: number,
  type: number,
  content: Uint8Array,
): Buffer {
  const length = content.length + 1 + protection.tagBytes
  const header = Buffer.of(23, 3, 3, length >> 8, length & 255)
  const cipher = sealCipher(protection, keys, nonceOf(keys.iv, sequence))
  cipher.setAAD(header, { plaintextLength: content.length + 1 })
  const sealed = cipher.update(Buffer.concat([content, Buffer.of(type)]))
  cipher.final()
  return Buffer.concat([header, sealed, cipher.getAuthTag()])
}
