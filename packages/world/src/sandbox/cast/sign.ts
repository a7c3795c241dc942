import { type KeyObject, randomBytes } from 'node:crypto'
import { CastError } from './cast-error.ts'
import type { CastExtension } from './extension.ts'
import type { SigningKey } from './key-ring.ts'

/** A certificate before it is signed: names and key as DER, times in ms since the epoch. */
export interface Draft {
  readonly subject: Uint8Array
  readonly issuer: Uint8Array
  readonly spki: Uint8Array
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly extensions: readonly CastExtension[]
}

/** An empty revocation list before it is signed. */
export interface ListDraft {
  readonly issuer: Uint8Array
  readonly thisUpdateMs: number
  readonly nextUpdateMs: number
  readonly extensions: readonly CastExtension[]
}

type Library = typeof import('@peculiar/x509')
let loading: Promise<Library> | undefined

/** Its loading costs as much as making three RSA keys: only a rehearsal pays it. */
function library(): Promise<Library> {
  loading ??= import('reflect-metadata').then(() => import('@peculiar/x509'))
  return loading
}

const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
}

/** How Web Crypto calls the signature that this key makes; `undefined` for keys that it does not know. */
function algorithmOf({ privateKey }: SigningKey): { name: string; [field: string]: unknown } | undefined {
  switch (privateKey.asymmetricKeyType) {
    case 'rsa':
      return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    case 'ec': {
      const namedCurve = curves[privateKey.asymmetricKeyDetails?.namedCurve ?? '']
      return namedCurve === undefined ? undefined : { name: 'ECDSA', namedCurve, hash: 'SHA-256' }
    }
    case 'ed25519':
      return { name: 'Ed25519' }
    default:
      return undefined
  }
}

const imported = new WeakMap<KeyObject, Promise<CryptoKey>>()

/** The library signs by Web Crypto alone; the import is made once a key, since it costs more than a signature. */
async function signerOf(key: SigningKey): Promise<{ signingAlgorithm: Algorithm; signingKey: CryptoKey }> {
  const signingAlgorithm = algorithmOf(key)
  if (signingAlgorithm === undefined)
    throw new CastError(
      'materials-key-unsupported',
      `a CA key of type ${key.privateKey.asymmetricKeyType} cannot sign here; give RSA, P-256, P-384, P-521 or Ed25519`,
    )
  const known = imported.get(key.privateKey)
  if (known !== undefined) return { signingAlgorithm, signingKey: await known }
  const der = key.privateKey.export({ type: 'pkcs8', format: 'der' })
  const importing = crypto.subtle.importKey('pkcs8', new Uint8Array(der), signingAlgorithm, false, ['sign'])
  imported.set(key.privateKey, importing)
  return { signingAlgorithm, signingKey: await importing }
}

/** A positive serial number of sixteen octets without a zero in front (RFC 5280 4.1.2.2). */
function serialNumber(): string {
  const octets = randomBytes(16)
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40
  return octets.toString('hex')
}

const wholeSecond = (ms: number): Date => new Date(Math.floor(ms / 1000) * 1000)

/** DER of the certificate, signed by `key`. Errors: `materials-key-unsupported`. */
export async function signCertificate(draft: Draft, key: SigningKey): Promise<Uint8Array> {
  const { Extension, Name, X509CertificateGenerator } = await library()
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: new Name(Buffer.from(draft.subject)),
      issuer: new Name(Buffer.from(draft.issuer)),
      notBefore: wholeSecond(draft.notBeforeMs),
      notAfter: wholeSecond(draft.notAfterMs),
      publicKey: Buffer.from(draft.spki),
      extensions: draft.extensions.map(
        ({ oid, critical, value }) => new Extension(oid, critical, Buffer.from(value)),
      ),
      ...(await signerOf(key)),
    },
    crypto,
  )
  return new Uint8Array(certificate.rawData)
}

/** DER of an empty revocation list, signed by `key`. Errors: `materials-key-unsupported`. */
export async function signRevocationList(draft: ListDraft, key: SigningKey): Promise<Uint8Array> {
  const { Extension, Name, X509CrlGenerator } = await library()
  const list = await X509CrlGenerator.create(
    {
      issuer: new Name(Buffer.from(draft.issuer)),
      thisUpdate: wholeSecond(draft.thisUpdateMs),
      nextUpdate: wholeSecond(draft.nextUpdateMs),
      extensions: draft.extensions.map(
        ({ oid, critical, value }) => new Extension(oid, critical, Buffer.from(value)),
      ),
      ...(await signerOf(key)),
    },
    crypto,
  )
  return new Uint8Array(list.rawData)
}
