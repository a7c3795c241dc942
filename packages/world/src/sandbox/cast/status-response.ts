import { sign } from 'node:crypto'
import { encode, isTag, oidElement, readChildren, readElement } from '@foreseen/x509'
import type { Authority } from './authorities.ts'
import type { SigningKey } from './key-ring.ts'

/** Certificates asked about in one request; clients ask about one. */
const maxAsked = 16

const utf8 = new TextEncoder()
const sequence = (...parts: readonly Uint8Array[]): Uint8Array => encode(0x30, ...parts)
const enumerated = (value: number): Uint8Array => encode(0x0a, Uint8Array.of(value))

/** What a request asks: the CertID elements and, where there is one, the nonce extension (RFC 6960 4.1, RFC 8954). */
export interface StatusRequest {
  readonly certIds: readonly Uint8Array[]
  readonly nonce: Uint8Array | undefined
}

/** Reads an OCSP request; `undefined` when the bytes are none. */
export function readStatusRequest(bytes: Uint8Array): StatusRequest | undefined {
  const outer = readElement(bytes, 0)
  const tbs = outer && readChildren(bytes, outer, 2)?.[0]
  const fields = tbs && readChildren(bytes, tbs, 4)
  const list = fields?.find(field => isTag(bytes, field, 0x30))
  const asked = list && readChildren(bytes, list, maxAsked)
  if (fields === undefined || asked === undefined || asked.length === 0) return undefined
  const certIds = asked.flatMap(request => {
    const id = readChildren(bytes, request, 2)?.[0]
    return id && isTag(bytes, id, 0x30) ? [bytes.subarray(id.start, id.end)] : []
  })
  const wrapper = fields.find(field => isTag(bytes, field, 0xa2))
  const extensions = wrapper && readElement(bytes, wrapper.contentStart, wrapper.contentEnd)
  const nonce = (extensions && readChildren(bytes, extensions, 8))?.find(extension => {
    const oid = Buffer.from(oidElement('1.3.6.1.5.5.7.48.1.2'))
    return oid.equals(bytes.subarray(extension.contentStart, extension.contentStart + oid.length))
  })
  return { certIds, nonce: nonce && bytes.subarray(nonce.start, nonce.end) }
}

function generalizedTime(ms: number): Uint8Array {
  const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')
  return encode(0x18, utf8.encode(digits))
}

const signatureOids: Readonly<
  Record<string, readonly [oid: string, hash: string | null, nullParameters: boolean]>
> = {
  rsa: ['1.2.840.113549.1.1.11', 'sha256', true],
  ec: ['1.2.840.10045.4.3.2', 'sha256', false],
  ed25519: ['1.3.101.112', null, false],
}

function signed(tbs: Uint8Array, { privateKey }: SigningKey): Uint8Array | undefined {
  const scheme = signatureOids[privateKey.asymmetricKeyType ?? '']
  if (scheme === undefined) return undefined
  const [oid, hash, nullParameters] = scheme
  const algorithm = sequence(oidElement(oid), ...(nullParameters ? [Uint8Array.of(0x05, 0x00)] : []))
  const signature = encode(0x03, Uint8Array.of(0), sign(hash, tbs, privateKey))
  return sequence(tbs, algorithm, signature)
}

/** An OCSP response without a body: 1 malformed request, 2 internal error, 6 unauthorised (RFC 6960 4.2.1). */
export function refusedStatus(status: 1 | 2 | 6): Uint8Array {
  return sequence(enumerated(status))
}

/** Says "good" for all that was asked, signed by the issuing authority itself (RFC 6960 4.2). */
export function goodStatus(
  request: StatusRequest,
  issuer: Authority,
  thisUpdateMs: number,
  nextUpdateMs: number,
): Uint8Array {
  const from = generalizedTime(thisUpdateMs)
  const until = encode(0xa0, generalizedTime(nextUpdateMs))
  const answers = request.certIds.map(id => sequence(id, Uint8Array.of(0x80, 0x00), from, until))
  const byKey = encode(0xa2, encode(0x04, issuer.keyId))
  const extensions = request.nonce === undefined ? [] : [encode(0xa1, sequence(request.nonce))]
  const basic = signed(sequence(byKey, from, sequence(...answers), ...extensions), issuer.key)
  if (basic === undefined) return refusedStatus(2)
  const body = sequence(oidElement('1.3.6.1.5.5.7.48.1.1'), encode(0x04, basic))
  return sequence(enumerated(0), encode(0xa0, body))
}
