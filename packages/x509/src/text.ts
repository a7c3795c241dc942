const DIGITS = '0123456789abcdef'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const PAIRS = Array.from({ length: 256 }, (_, octet) => `${DIGITS[octet >> 4]}${DIGITS[octet & 15]}`)

/** Lower-case hex, two digits an octet. */
export function hex(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += PAIRS[bytes[i] ?? 0]
  return text
}

/** Base64 with padding, no line ends (RFC 4648 section 4). */
export function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += ALPHABET.charAt(bits >> 18) + ALPHABET.charAt((bits >> 12) & 63)
    text += left > 1 ? ALPHABET.charAt((bits >> 6) & 63) : '='
    text += left > 2 ? ALPHABET.charAt(bits & 63) : '='
  }
  return text
}

const SYMBOLS = new Int8Array(128).fill(-1)
for (let i = 0; i < 64; i++) SYMBOLS[ALPHABET.charCodeAt(i)] = i

/** Octets of base64 text; blanks and line ends are skipped; `undefined` for any other foreign character or bad padding. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const octets = new Uint8Array(Math.floor((text.length * 3) / 4) + 3)
  let length = 0
  let bits = 0
  let symbols = 0
  let padding = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) continue
    if (code === 0x3d) {
      padding++
      continue
    }
    const symbol = code < 128 ? (SYMBOLS[code] ?? -1) : -1
    if (symbol < 0 || padding > 0) return undefined
    bits = ((bits << 6) | symbol) & 0xff_ffff
    if (++symbols % 4 === 0) {
      octets[length++] = bits >> 16
      octets[length++] = (bits >> 8) & 255
      octets[length++] = bits & 255
    }
  }
  const rest = symbols % 4
  if (rest === 1 || padding > 2 || (padding > 0 && (rest + padding) % 4 !== 0)) return undefined
  if (rest === 2) octets[length++] = (bits >> 4) & 255
  if (rest === 3) {
    octets[length++] = (bits >> 10) & 255
    octets[length++] = (bits >> 2) & 255
  }
  return octets.subarray(0, length)
}

/** Would this code point move a cursor, hide, or turn the direction of text on a terminal or page? */
export function isControl(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true
  if (code < 0x600) return code === 0xad
  if (code === 0x61c || code === 0x180e || code === 0xfeff) return true
  if (code >= 0x200b && code <= 0x200f) return true
  if ((code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f)) return true
  return (
    (code >= 0xd800 && code <= 0xdfff) ||
    (code >= 0xfff9 && code <= 0xfffb) ||
    (code >= 0xe0000 && code <= 0xe007f)
  )
}

const encoder = new TextEncoder()

/** A code point as RFC 4514 writes what cannot be printed: a backslash and two digits for each UTF-8 octet. */
export function escapeOctets(character: string): string {
  let text = ''
  for (const octet of encoder.encode(character))
    text += `\\${DIGITS[octet >> 4]}${DIGITS[octet & 15]}`.toUpperCase()
  return text
}

/** Text that is safe on a terminal: control, format and direction characters become `\XX` octets, as in RFC 4514. */
export function printable(text: string): string {
  let safe = true
  for (let i = 0; i < text.length && safe; i++) {
    const code = text.charCodeAt(i)
    safe = !isControl(code)
  }
  if (safe) return text
  let out = ''
  for (const character of text)
    out += isControl(character.codePointAt(0) ?? 0) ? escapeOctets(character) : character
  return out
}
