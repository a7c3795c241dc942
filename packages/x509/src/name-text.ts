// String types of X.680 by tag number.
const UTF8 = 12
const NUMERIC = 18
const PRINTABLE = 19
const TELETEX = 20
const IA5 = 22
const VISIBLE = 26
const GENERAL = 27
const UNIVERSAL = 28
const BMP = 30

// No registered attribute is longer than 32 kB (RFC 5280 appendix A, upper bounds); more is not worth decoding.
const MAX_OCTETS = 65_536

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const strictUtf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** Text of an ASN.1 string and whether its octets obeyed their type. */
export interface DecodedText {
  readonly text: string
  readonly valid: boolean
}

// Most values are short and ASCII; calling a decoder costs more than reading them.
const SHORT_OCTETS = 64

/** Short ASCII text, or `undefined` when the octets are something else. */
function shortAscii(bytes: Uint8Array): string | undefined {
  if (bytes.length > SHORT_OCTETS) return undefined
  let text = ''
  for (let i = 0; i < bytes.length; i++) {
    const octet = bytes[i] ?? 0
    if (octet >= 0x80) return undefined
    text += String.fromCharCode(octet)
  }
  return text
}

function decodeUtf8(bytes: Uint8Array): DecodedText {
  const ascii = shortAscii(bytes)
  if (ascii !== undefined) return { text: ascii, valid: true }
  try {
    return { text: strictUtf8.decode(bytes), valid: true }
  } catch {
    return { text: utf8.decode(bytes), valid: false }
  }
}

/** One octet a character. T61String is read as Latin-1, as every certificate library does: nobody wrote real T.61. */
function decodeLatin1(bytes: Uint8Array, limit: number): DecodedText {
  let text = ''
  let valid = true
  for (const octet of bytes) {
    text += String.fromCharCode(octet)
    if (octet >= limit) valid = false
  }
  return { text, valid }
}

function decodeWide(bytes: Uint8Array, width: 2 | 4): DecodedText {
  let text = ''
  let valid = bytes.length % width === 0
  for (let at = 0; at + width <= bytes.length; at += width) {
    let code = 0
    for (let i = 0; i < width; i++) code = code * 256 + (bytes[at + i] ?? 0)
    if (code > 0x10ffff || (width === 4 && code >= 0xd800 && code <= 0xdfff)) {
      valid = false
      code = 0xfffd
    }
    text += width === 2 ? String.fromCharCode(code) : String.fromCodePoint(code)
  }
  return { text, valid }
}

/** Text of a string type, or `undefined` when `tag` is none. Control characters are still in it. */
export function decodeString(tag: number, content: Uint8Array): DecodedText | undefined {
  const bytes = content.length > MAX_OCTETS ? content.subarray(0, MAX_OCTETS) : content
  const decoded = decodeByTag(tag, bytes)
  return decoded && bytes.length < content.length ? { text: decoded.text, valid: false } : decoded
}

function decodeByTag(tag: number, bytes: Uint8Array): DecodedText | undefined {
  switch (tag) {
    case UTF8:
      return decodeUtf8(bytes)
    case NUMERIC:
    case PRINTABLE:
    case IA5:
    case VISIBLE:
      return decodeLatin1(bytes, 0x80)
    case TELETEX:
    case GENERAL:
      return decodeLatin1(bytes, 0x100)
    case BMP:
      return decodeWide(bytes, 2)
    case UNIVERSAL:
      return decodeWide(bytes, 4)
    default:
      return undefined
  }
}
