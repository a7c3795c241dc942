/** Certificates from a seed: Ed25519, signed for real, since forecasts check signatures. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { encode, encodeUnsigned, oidElement } from '@foreseen/x509'

export interface Signer {
  readonly name: string
  readonly key: KeyObject
  readonly spki: Uint8Array
}

export interface Made {
  readonly der: Uint8Array
  readonly sha256: string
  readonly spkiSha256: string
}

const ed25519 = '1.3.101.112'
const sequence = 0x30

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** A key that is the same for the same text. */
export function keyOf(text: string): Pick<Signer, 'key' | 'spki'> {
  const seed = createHash('sha256').update(text).digest()
  const head = Buffer.from('302e020100300506032b657004220420', 'hex')
  const key = createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' })
  return { key, spki: new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' })) }
}

export const signerOf = (name: string): Signer => ({ name, ...keyOf(name) })

/** A key that nobody signs with: its octets are no point worth knowing. */
export const leafSpki = (text: string): Uint8Array =>
  encode(
    sequence,
    encode(sequence, oidElement(ed25519)),
    encode(0x03, Uint8Array.of(0), createHash('sha256').update(text).digest()),
  )

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

const nameOf = (common: string): Uint8Array =>
  encode(sequence, encode(0x31, encode(sequence, oidElement('2.5.4.3'), encode(0x0c, text(common)))))

function timeOf(ms: number): Uint8Array {
  const digits = `${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  return new Date(ms).getUTCFullYear() >= 2050
    ? encode(0x18, text(digits))
    : encode(0x17, text(digits.slice(2)))
}

const extension = (oid: string, value: Uint8Array): Uint8Array =>
  encode(sequence, oidElement(oid), encode(0x04, value))

export interface Order {
  readonly common: string
  readonly spki: Uint8Array
  readonly issuer: Signer
  readonly fromMs: number
  readonly toMs: number
  readonly isAuthority: boolean
  readonly host?: string
}

/** One certificate, signed. */
export function certify(order: Order): Made {
  const { common, spki, issuer, fromMs, toMs, isAuthority, host } = order
  const algorithm = encode(sequence, oidElement(ed25519))
  const serial = createHash('sha256').update(`${common} ${fromMs}`).digest().subarray(0, 8)
  const constraints = encode(sequence, ...(isAuthority ? [encode(0x01, Uint8Array.of(0xff))] : []))
  const extensions = [
    extension('2.5.29.19', constraints),
    ...(host === undefined ? [] : [extension('2.5.29.17', encode(sequence, encode(0x82, text(host))))]),
  ]
  const tbs = encode(
    sequence,
    encode(0xa0, encodeUnsigned(Uint8Array.of(2))),
    encodeUnsigned(serial),
    algorithm,
    nameOf(issuer.name),
    encode(sequence, timeOf(fromMs), timeOf(toMs)),
    nameOf(common),
    spki,
    encode(0xa3, encode(sequence, ...extensions)),
  )
  const der = encode(sequence, tbs, algorithm, encode(0x03, Uint8Array.of(0), sign(null, tbs, issuer.key)))
  return { der, sha256: sha256(der), spkiSha256: sha256(spki) }
}
