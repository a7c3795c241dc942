import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { encode, oidElement, readChildren, readElement } from '@foreseen/x509'

/** One extension before it is signed; `value` is the inside of its OCTET STRING (RFC 5280 4.2). */
export interface CastExtension {
  readonly oid: string
  readonly critical: boolean
  readonly value: Uint8Array
}

const text = new TextEncoder()
const sequence = (...parts: readonly Uint8Array[]): Uint8Array => encode(0x30, ...parts)

/** The octets of a literal address; IPv6 in any form that `node:net` takes. */
export function addressOctets(address: string): Uint8Array {
  if (isIP(address) === 4) return Uint8Array.from(address.split('.'), Number)
  const zoneless = address.replace(/%.*$/, '')
  const dotted = /(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(zoneless)
  const pair = (high?: string, low?: string): string => (Number(high) * 256 + Number(low)).toString(16)
  const plain = dotted ? `${dotted[1]}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}` : zoneless
  const [head = '', tail] = plain.split('::')
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const before = groups(head)
  const after = groups(tail ?? '')
  const middle = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return Uint8Array.from(
    [...before, ...middle, ...after].flatMap(group => {
      const value = Number.parseInt(group, 16)
      return [value >> 8, value & 0xff]
    }),
  )
}

const dnsName = (name: string): Uint8Array => encode(0x82, text.encode(name))
const uri = (address: string): Uint8Array => encode(0x86, text.encode(address))

/** SHA-1 of the key's bits (RFC 5280 4.2.1.2 (1)). */
export function keyIdentifier(spki: Uint8Array): Uint8Array {
  const outer = readElement(spki, 0)
  const bits = outer && readChildren(spki, outer, 2)?.[1]
  const octets = bits ? spki.subarray(bits.contentStart + 1, bits.contentEnd) : spki
  return createHash('sha1').update(octets).digest()
}

export function subjectKeyId(identifier: Uint8Array): CastExtension {
  return { oid: '2.5.29.14', critical: false, value: encode(0x04, identifier) }
}

export function authorityKeyId(identifier: Uint8Array): CastExtension {
  return { oid: '2.5.29.35', critical: false, value: sequence(encode(0x80, identifier)) }
}

/** Basic constraints and key usage of a CA that signs certificates, revocation lists and OCSP responses. */
export function caExtensions(): CastExtension[] {
  const isCa = sequence(Uint8Array.of(0x01, 0x01, 0xff))
  return [
    { oid: '2.5.29.19', critical: true, value: isCa },
    { oid: '2.5.29.15', critical: true, value: Uint8Array.of(0x03, 0x02, 0x01, 0x86) },
  ]
}

/** Of a TLS server; RSA keys also encipher the key of TLS 1.2's older suites. */
export function leafExtensions(rsa: boolean, clientAuth: boolean): CastExtension[] {
  const usage = rsa ? Uint8Array.of(0x03, 0x02, 0x05, 0xa0) : Uint8Array.of(0x03, 0x02, 0x07, 0x80)
  const purposes = ['1.3.6.1.5.5.7.3.1', ...(clientAuth ? ['1.3.6.1.5.5.7.3.2'] : [])]
  return [
    { oid: '2.5.29.19', critical: true, value: sequence() },
    { oid: '2.5.29.15', critical: true, value: usage },
    { oid: '2.5.29.37', critical: false, value: sequence(...purposes.map(oidElement)) },
  ]
}

/** Names of a leaf; critical where the subject is empty (RFC 5280 4.2.1.6). */
export function alternativeNames(names: readonly string[], critical: boolean): CastExtension {
  const encoded = names.map(name => (isIP(name) === 0 ? dnsName(name) : encode(0x87, addressOctets(name))))
  return { oid: '2.5.29.17', critical, value: sequence(...encoded) }
}

/**
 * Permits the names and addresses alone (RFC 5280 4.2.1.10). Both kinds need an entry, since a kind without
 * one is not constrained at all.
 */
export function nameConstraints(names: readonly string[]): CastExtension {
  const subtrees = names.map(name => {
    const address = isIP(name) === 0 ? undefined : addressOctets(name)
    if (address === undefined) return sequence(dnsName(name.replace(/^\*\./, '')))
    return sequence(encode(0x87, address, new Uint8Array(address.length).fill(0xff)))
  })
  return { oid: '2.5.29.30', critical: true, value: sequence(encode(0xa0, ...subtrees)) }
}

/** Where the responder and the revocation list are. */
export function revocationAddresses(ocsp: string, list: string): CastExtension[] {
  const responder = sequence(oidElement('1.3.6.1.5.5.7.48.1'), uri(ocsp))
  const point = encode(0xa0, encode(0xa0, uri(list)))
  return [
    { oid: '1.3.6.1.5.5.7.1.1', critical: false, value: sequence(responder) },
    { oid: '2.5.29.31', critical: false, value: sequence(sequence(point)) },
  ]
}

/** Key usages aside, the number that a revocation list must have (RFC 5280 5.2.3). */
export function listNumber(): CastExtension {
  return { oid: '2.5.29.20', critical: false, value: Uint8Array.of(0x02, 0x01, 0x01) }
}

/** A distinguished name: organisation and common name, or empty. */
export function distinguishedName(commonName: string, organisation: string): Uint8Array {
  const part = (oid: string, value: string): Uint8Array[] =>
    value === '' ? [] : [encode(0x31, sequence(oidElement(oid), encode(0x0c, text.encode(value))))]
  return sequence(...part('2.5.4.10', organisation), ...part('2.5.4.3', commonName))
}
