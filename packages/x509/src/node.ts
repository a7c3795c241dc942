import * as crypto from 'node:crypto'
import type { CipherName, Crypto, SignatureVerdict } from './crypto.ts'
import { decryptRc2Cbc } from './rc2.ts'
import { readScheme, type SignatureScheme } from './signature-scheme.ts'

// A bundle has about 150 issuers; keys in memory cost a few kB each.
const MAX_CACHED_KEYS = 256
const cachedKeys = new Map<string, crypto.KeyObject | undefined>()

/** Importing a key costs more than checking a signature with it, and the same issuer comes again and again. */
function importKey(spki: Uint8Array): crypto.KeyObject | undefined {
  const id = crypto.hash('sha256', spki, 'hex')
  if (cachedKeys.has(id)) return cachedKeys.get(id)
  let key: crypto.KeyObject | undefined
  try {
    key = crypto.createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch {
    // A curve or a form of key that this OpenSSL does not know.
    key = undefined
  }
  if (cachedKeys.size >= MAX_CACHED_KEYS) cachedKeys.delete(cachedKeys.keys().next().value ?? '')
  cachedKeys.set(id, key)
  return key
}

const FAMILY_OF_KEY: Readonly<Record<string, readonly SignatureScheme['family'][]>> = {
  rsa: ['rsa', 'rsa-pss'],
  'rsa-pss': ['rsa-pss'],
  ec: ['ecdsa'],
  dsa: ['dsa'],
  ed25519: ['pure'],
  ed448: ['pure'],
  'ml-dsa-44': ['pure'],
  'ml-dsa-65': ['pure'],
  'ml-dsa-87': ['pure'],
}

function verify(
  algorithm: Uint8Array,
  spki: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
): SignatureVerdict {
  const scheme = readScheme(algorithm)
  const key = scheme && importKey(spki)
  const families = FAMILY_OF_KEY[key?.asymmetricKeyType ?? '']
  if (scheme === undefined || key === undefined || families === undefined) return 'unsupported'
  // A key of another family cannot have made this signature.
  if (!families.includes(scheme.family)) return 'invalid'
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = crypto.constants
  const pss = { key, padding: RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltBytes }
  const rsa = { key, padding: RSA_PKCS1_PADDING }
  const input = scheme.family === 'rsa-pss' ? pss : scheme.family === 'rsa' ? rsa : key
  try {
    return crypto.verify(scheme.hash || null, bytes, input, signature) ? 'valid' : 'invalid'
  } catch {
    // OpenSSL refuses the combination (a digest it was built without, a key too small for the padding).
    return 'unsupported'
  }
}

function decryptWithOpenssl(
  name: CipherName,
  key: Uint8Array,
  iv: Uint8Array,
  bytes: Uint8Array,
): Uint8Array | undefined {
  try {
    const decipher = crypto.createDecipheriv(name, key, iv)
    return new Uint8Array(Buffer.concat([decipher.update(bytes), decipher.final()]))
  } catch {
    // Wrong key length, wrong padding, or a cipher that this OpenSSL leaves out: all the same to the caller.
    return undefined
  }
}

function decrypt(
  name: CipherName,
  key: Uint8Array,
  iv: Uint8Array,
  bytes: Uint8Array,
): Uint8Array | undefined {
  // OpenSSL 3 keeps RC2 in its legacy provider, which Node does not load.
  if (name === 'rc2-40-cbc') return key.length === 5 ? decryptRc2Cbc(key, 40, iv, bytes) : undefined
  if (name === 'rc2-128-cbc') return key.length === 16 ? decryptRc2Cbc(key, 128, iv, bytes) : undefined
  return decryptWithOpenssl(name, key, iv, bytes)
}

const view = (buffer: Buffer): Uint8Array =>
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)

/** The arithmetic of `Crypto` by `node:crypto`, with RC2 added for PKCS#12 in the wild. */
export const nodeCrypto: Crypto = {
  digest: (algorithm, bytes) => view(crypto.hash(algorithm, bytes, 'buffer')),
  hmac: (algorithm, key, bytes) => view(crypto.createHmac(algorithm, key).update(bytes).digest()),
  pbkdf2: (algorithm, password, salt, iterations, lengthBytes) =>
    view(crypto.pbkdf2Sync(password, salt, iterations, lengthBytes, algorithm)),
  decrypt,
  verify,
}
