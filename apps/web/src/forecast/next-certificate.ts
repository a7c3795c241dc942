/** A certificate that nobody has issued: what the next one would look like if a known authority issued it. */
import { type Certificate, type Crypto, encode, readChildren, readElement } from '@foreseen/x509'

/** RFC 5280 4.1.2.5: two digits for the year until 2049, four after. */
function timeElement(ms: number): Uint8Array {
  const digits = `${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  const isLate = new Date(ms).getUTCFullYear() >= 2050
  return encode(isLate ? 0x18 : 0x17, new TextEncoder().encode(isLate ? digits : digits.slice(2)))
}

/** Another key of the same kind and size: octets of its middle are turned over. Nobody holds its private half. */
export function otherKey(spki: Uint8Array): Uint8Array {
  const copy = spki.slice()
  const middle = Math.floor(copy.length * 0.6)
  for (let at = middle; at < middle + 4; at++) copy[at] = (copy[at] ?? 0) ^ 0xff
  return copy
}

/** Version to subjectPublicKeyInfo and beyond, each whole; more than 10 no TBSCertificate has. */
function partsOf(tbs: Uint8Array): readonly Uint8Array[] {
  const outer = readElement(tbs, 0)
  const children = outer === undefined ? undefined : readChildren(tbs, outer, 10)
  return (children ?? []).map(({ start, end }) => tbs.subarray(start, end))
}

export interface NextOrder {
  /** What is served now: names, extensions and kind of key are taken over. */
  readonly present: Certificate
  readonly issuer: Certificate
  readonly keepsKey: boolean
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/** The next certificate, and the signed part of it by which `vouchFor` knows it. */
export interface NextCertificate {
  readonly der: Uint8Array
  readonly spki: Uint8Array
  readonly tbs: Uint8Array
  readonly issuerKey: Uint8Array
}

/** `undefined` when the present one is not built as RFC 5280 4.1 says. */
export function nextCertificate(order: NextOrder): NextCertificate | undefined {
  const { present, issuer, keepsKey } = order
  const parts = partsOf(present.tbs)
  const head = parts[0]?.[0] === 0xa0 ? 1 : 0
  const [algorithm, subject] = [parts[head + 1], parts[head + 4]]
  if (algorithm === undefined || subject === undefined || parts.length < head + 6) return undefined
  const spki = keepsKey ? present.publicKey.der : otherKey(present.publicKey.der)
  const validity = encode(0x30, timeElement(order.notBeforeMs), timeElement(order.notAfterMs))
  // A serial number that says what this is to whoever meets it in a list: "assumed".
  const serial = encode(0x02, new TextEncoder().encode('assumed'))
  const kept = parts.slice(head + 6)
  const version = parts.slice(0, head)
  const tbs = encode(
    0x30,
    ...version,
    serial,
    algorithm,
    issuer.subject.der,
    validity,
    subject,
    spki,
    ...kept,
  )
  const signature = encode(0x03, Uint8Array.of(0), present.signature)
  const der = encode(0x30, tbs, present.signatureAlgorithm.der, signature)
  return { der, spki, tbs, issuerKey: issuer.publicKey.der }
}

const sameOctets = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((octet, index) => octet === b[index])

/** A port for which the assumed certificate was signed by the authority that is assumed to issue it, and by no other. */
export const vouchFor = (crypto: Crypto, assumed: readonly NextCertificate[]): Crypto => ({
  ...crypto,
  verify(algorithm, spki, bytes, signature) {
    const own = assumed.find(({ tbs }) => sameOctets(tbs, bytes))
    if (own === undefined) return crypto.verify(algorithm, spki, bytes, signature)
    return sameOctets(own.issuerKey, spki) ? 'valid' : 'invalid'
  },
})
