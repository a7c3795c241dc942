import { createHash } from 'node:crypto'
import { type Element, encode, readChildren, readElement, TAG } from '@foreseen/x509'

const utf8 = new TextEncoder()
const latin1 = new TextDecoder('latin1')
const utf16 = new TextDecoder('utf-16be')

// UniversalString is UTF-32; no code point above the last one is taken.
function utf32(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let text = ''
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at)
    text += point <= 0x10ffff ? String.fromCodePoint(point) : ''
  }
  return text
}

/** Text of the string types that OpenSSL folds (`ASN1_MASK_CANON`), as UTF-8 octets; `undefined` for others. */
function canonicalOctets(tag: number, content: Uint8Array): Uint8Array | undefined {
  switch (tag) {
    case 12:
      return content
    case 19:
    case 20:
    case 22:
    case 26:
      return utf8.encode(latin1.decode(content))
    case 28:
      return utf8.encode(utf32(content))
    case 30:
      return utf8.encode(utf16.decode(content))
    default:
      return undefined
  }
}

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)

/** Lower case and single spaces in ASCII alone; spaces at both ends fall (`asn1_string_canon`). */
function fold(octets: Uint8Array): Uint8Array {
  const out: number[] = []
  for (const byte of octets) {
    if (isSpace(byte)) {
      if (out.length > 0 && out.at(-1) !== 0x20) out.push(0x20)
    } else out.push(byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)
  }
  if (out.at(-1) === 0x20) out.pop()
  return Uint8Array.from(out)
}

const maxAttributes = 1000

function canonicalAttribute(der: Uint8Array, attribute: Element): Uint8Array {
  const [type, value] = readChildren(der, attribute, 2) ?? []
  if (type === undefined || value === undefined) return der.subarray(attribute.start, attribute.end)
  const content = der.subarray(value.contentStart, value.contentEnd)
  const octets = value.tagClass === 0 ? canonicalOctets(value.tag, content) : undefined
  const folded = octets === undefined ? der.subarray(value.start, value.end) : encode(0x0c, fold(octets))
  return encode(TAG.sequence, der.subarray(type.start, type.end), folded)
}

/**
 * The name of a certificate's link in a directory of roots, eight hex digits: the first four octets of SHA-1 over
 * the canonical name, read as little-endian (OpenSSL 1.0 and later, `X509_NAME_hash`). `name` is the DER of a
 * distinguished name.
 */
export function subjectHash(name: Uint8Array): string {
  const outer = readElement(name, 0)
  const sets = (outer && readChildren(name, outer, maxAttributes)) ?? []
  const parts = sets.map(set => {
    const attributes = (readChildren(name, set, maxAttributes) ?? []).map(attribute =>
      canonicalAttribute(name, attribute),
    )
    // DER sorts the members of a SET OF by their octets (X.690 11.6).
    return encode(TAG.set, ...attributes.sort((a, b) => Buffer.compare(a, b)))
  })
  const digest = createHash('sha1')
  for (const part of parts) digest.update(part)
  return digest.digest().readUInt32LE(0).toString(16).padStart(8, '0')
}
