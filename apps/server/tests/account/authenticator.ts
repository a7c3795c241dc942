/** An authenticator in software (WebAuthn level 3, sections 6.1 and 6.5): keys by node:crypto, CBOR by hand. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>

/** Major type and length (RFC 8949, section 3). */
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255])
}

export function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  const parts = [...value].flatMap(([key, part]) => [cbor(key), cbor(part)])
  return Buffer.concat([head(5, value.size), ...parts])
}

export type KeyAlgorithm = 'ES256' | 'EdDSA' | 'RS256'

function keyPair(algorithm: KeyAlgorithm) {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return algorithm === 'EdDSA'
    ? generateKeyPairSync('ed25519')
    : generateKeyPairSync('rsa', { modulusLength: 2048 })
}

/** COSE key (RFC 9053, section 7). */
function coseOf(algorithm: KeyAlgorithm, key: KeyObject): Cbor {
  const jwk = key.export({ format: 'jwk' })
  const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url')
  if (algorithm === 'EdDSA')
    return new Map<number, Cbor>([
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(jwk.x)],
    ])
  if (algorithm === 'RS256')
    return new Map<number, Cbor>([
      [1, 3],
      [3, -257],
      [-1, bytes(jwk.n)],
      [-2, bytes(jwk.e)],
    ])
  return new Map<number, Cbor>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, bytes(jwk.x)],
    [-3, bytes(jwk.y)],
  ])
}

/** What goes wrong on purpose. */
export interface Misbehaviour {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  /** User present 1, user verified 4, key data attached 64. */
  readonly flags?: number
  readonly counter?: number
  readonly userHandle?: string
  readonly signWith?: KeyObject
}

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest()

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export interface SoftwareKey {
  readonly id: string
  readonly privateKey: KeyObject
  /** What a browser sends after `navigator.credentials.create`. */
  create(challenge: string, userHandle: string, wrong?: Misbehaviour): object
  /** ... and after `navigator.credentials.get`. */
  get(challenge: string, wrong?: Misbehaviour): object
}

/** `counts: false` is a key that does not count, as those are that are kept in a cloud. */
export function softwareKey(
  algorithm: KeyAlgorithm,
  { origin = 'http://localhost', rpId = 'localhost', counts = true } = {},
): SoftwareKey {
  const { publicKey, privateKey } = keyPair(algorithm)
  const credential = randomBytes(32)
  const id = b64(credential)
  let handle = ''
  let counter = 0
  const clientData = (type: string, challenge: string, wrong: Misbehaviour) =>
    Buffer.from(
      JSON.stringify({
        type: wrong.type ?? type,
        challenge: wrong.challenge ?? challenge,
        origin: wrong.origin ?? origin,
        crossOrigin: false,
      }),
    )
  const authenticatorHead = (flags: number, wrong: Misbehaviour) =>
    Buffer.concat([
      sha256(wrong.rpId ?? rpId),
      Buffer.from([wrong.flags ?? flags]),
      uint32(wrong.counter ?? counter),
    ])
  return {
    id,
    privateKey,
    create: (challenge, userHandle, wrong = {}) => {
      handle = userHandle
      const key = cbor(coseOf(algorithm, publicKey))
      const attested = [Buffer.alloc(16), Buffer.from([0, credential.length]), credential, key]
      const authData = Buffer.concat([authenticatorHead(1 | 4 | 64, wrong), ...attested])
      const attestation = new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ])
      const clientDataJSON = b64(clientData('webauthn.create', challenge, wrong))
      const response = { clientDataJSON, attestationObject: b64(cbor(attestation)), transports: ['internal'] }
      return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
    },
    get: (challenge, wrong = {}) => {
      if (counts) counter++
      const authData = authenticatorHead(1 | 4, wrong)
      const data = clientData('webauthn.get', challenge, wrong)
      const signed = Buffer.concat([authData, sha256(data)])
      const signature = sign(algorithm === 'EdDSA' ? null : 'sha256', signed, wrong.signWith ?? privateKey)
      const response = {
        clientDataJSON: b64(data),
        authenticatorData: b64(authData),
        signature: b64(signature),
        userHandle: wrong.userHandle ?? handle,
      }
      return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
    },
  }
}
