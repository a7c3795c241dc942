import {
  certificateLength,
  describeSealing,
  type Element,
  isTag,
  joinOctets,
  readElement,
  TAG,
} from '@foreseen/x509'
import { childrenOf, oidOf } from './algorithm-id.ts'

const BER = { indefinite: true }
const MAX_BAGS = 10_000
const MAX_DEPTH = 4

/** Safe contents as read: `offset` is where bytes[0] stands in the file, `undefined` when they were decrypted or joined. */
export interface SafeBytes {
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
  readonly offset: number | undefined
}

/** One bag by what may be said about it. Positions count in the bytes it was read from. */
export interface Bag {
  readonly kind: 'certificate' | 'key' | 'sealed-key' | 'secret' | 'other'
  readonly start: number
  readonly end: number
  /** The certificate's DER; empty for every other kind. */
  readonly der: Uint8Array
  readonly name: string
  /** Links a key with its certificate, hex; '' when absent. */
  readonly keyId: string
  /** Cipher and derivation of a sealed key. */
  readonly sealing: string
}

// RFC 7292 section 4.2: bags by the last arc of 1.2.840.113549.1.12.10.1.
const BAG_ARC = '1.2.840.113549.1.12.10.1.'
const KINDS: Readonly<Record<string, Bag['kind']>> = {
  1: 'key',
  2: 'sealed-key',
  3: 'certificate',
  5: 'secret',
}
const FRIENDLY_NAME = '1.2.840.113549.1.9.20'
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21'
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'

/** BMPString as text; control characters are left out. */
function bmpText(bytes: Uint8Array, element: Element): string {
  let text = ''
  for (
    let at = element.contentStart;
    at + 1 < Math.min(element.contentEnd, element.contentStart + 1024);
    at += 2
  ) {
    const code = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
    if (code >= 0x20 && code !== 0x7f && (code < 0x80 || code > 0x9f)) text += String.fromCharCode(code)
  }
  return text
}

function readAttributes(bytes: Uint8Array, set: Element | undefined): Pick<Bag, 'name' | 'keyId'> {
  let name = ''
  let keyId = ''
  for (const attribute of childrenOf(bytes, set, 64)) {
    const [type, values] = childrenOf(bytes, attribute, 2)
    const [value] = childrenOf(bytes, values, 16)
    if (value === undefined) continue
    const oid = oidOf(bytes, type)
    if (oid === FRIENDLY_NAME) name = bmpText(bytes, value)
    if (oid !== LOCAL_KEY_ID) continue
    for (const octet of bytes.subarray(
      value.contentStart,
      Math.min(value.contentEnd, value.contentStart + 64),
    )) {
      keyId += octet.toString(16).padStart(2, '0')
    }
  }
  return { name, keyId }
}

/** CertBag: type and [0] OCTET STRING with the certificate (RFC 7292 4.2.3). */
function certificateIn(bytes: Uint8Array, value: Element): { start: number; der: Uint8Array } | undefined {
  const [type, explicit] = childrenOf(bytes, value, 2)
  const [octets] = childrenOf(bytes, explicit, 1)
  if (oidOf(bytes, type) !== X509_CERTIFICATE || octets === undefined) return undefined
  const der = joinOctets(bytes, octets)
  if (der === undefined || der.length === 0 || certificateLength(der, 0) !== der.length) return undefined
  // Joined pieces stand nowhere as a whole: the bag stands for them.
  return { start: octets.constructed ? value.start : octets.contentStart, der }
}

function readBag(bytes: Uint8Array, element: Element, depth: number, into: Bag[]): void {
  const [type, explicit, set] = childrenOf(bytes, element, 3)
  const [value] = childrenOf(bytes, explicit, 1)
  const arc = oidOf(bytes, type)
  if (value === undefined || !arc.startsWith(BAG_ARC)) return
  const number = arc.slice(BAG_ARC.length)
  if (number === '6' && depth < MAX_DEPTH) {
    readSequence(bytes, value, depth + 1, into)
    return
  }
  const kind = KINDS[number] ?? 'other'
  const found = kind === 'certificate' ? certificateIn(bytes, value) : undefined
  const [algorithm] = kind === 'sealed-key' ? childrenOf(bytes, value, 2) : []
  into.push({
    ...readAttributes(bytes, set),
    kind: kind === 'certificate' && found === undefined ? 'other' : kind,
    start: found?.start ?? value.start,
    end: found && found.start !== value.start ? found.start + found.der.length : value.end,
    der: found?.der ?? new Uint8Array(0),
    sealing: algorithm ? describeSealing(bytes, algorithm) : '',
  })
}

function readSequence(bytes: Uint8Array, sequence: Element, depth: number, into: Bag[]): void {
  for (const element of childrenOf(bytes, sequence, MAX_BAGS)) {
    if (into.length < MAX_BAGS) readBag(bytes, element, depth, into)
  }
}

/** The bags of SafeContents; `undefined` when the bytes are not filled by one (a wrong password's output). */
export function readSafe({ bytes, from, to }: SafeBytes): Bag[] | undefined {
  const sequence = readElement(bytes, from, to, BER)
  if (!isTag(bytes, sequence, TAG.sequence) || sequence.end !== to) return undefined
  const bags: Bag[] = []
  readSequence(bytes, sequence, 0, bags)
  return bags.length > 0 || sequence.contentStart === sequence.contentEnd ? bags : undefined
}
