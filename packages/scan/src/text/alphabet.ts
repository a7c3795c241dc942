/** Value of each octet as a base64 symbol (RFC 4648 section 4), -1 for all others. */
export const BASE64 = new Int8Array(256).fill(-1)
/** As `BASE64`, and the two symbols of base64url beside (RFC 4648 section 5). */
export const BASE64_EITHER = new Int8Array(256).fill(-1)
/** Value of each octet as a hex digit, -1 for all others. */
export const HEX = new Int8Array(256).fill(-1)

const SYMBOLS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
for (let i = 0; i < 64; i++) {
  BASE64[SYMBOLS.charCodeAt(i)] = i
  BASE64_EITHER[SYMBOLS.charCodeAt(i)] = i
}
BASE64_EITHER[0x2d] = 62
BASE64_EITHER[0x5f] = 63
for (let i = 0; i < 16; i++) {
  HEX['0123456789abcdef'.charCodeAt(i)] = i
  HEX['0123456789ABCDEF'.charCodeAt(i)] = i
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

export function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d
}

/** Double, single and back quote: the three that enclose strings in the languages of the catalogue. */
export function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27 || code === 0x60
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

export function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

/** ASCII text of a range, other octets as `?`; for labels and header fields, which are short. */
export function asciiText(text: Uint8Array, start: number, end: number): string {
  let result = ''
  for (let i = start; i < end; i++) {
    const code = text[i] ?? 0
    result += code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '?'
  }
  return result
}
