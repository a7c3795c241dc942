import type { NeedleName } from './needles.ts'

/**
 * A second look at a needle whose own bytes are too common, still without parsing: is what follows at
 * all like the thing? The kernel has the same gates in WebAssembly (`kernel-source/gates.ts`), by number.
 * A gate reads forward only, at most `gateReachBytes` from the needle's first byte, never beyond `end`.
 */
export type Gate = (bytes: Uint8Array, at: number, end: number) => boolean

/** Furthest byte that a gate looks at, counted from the needle's first byte. */
export const gateReachBytes = 192

/** Shorter DER is no certificate, request or list: an Ed25519 one has more than 100 bytes. */
const leastDerBytes = 64

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39
const isHex = (c: number): boolean => isDigit(c) || ((c | 0x20) >= 0x61 && (c | 0x20) <= 0x66)
const isLetter = (c: number): boolean => (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a
const isIn = (text: string, c: number): boolean => text.includes(String.fromCharCode(c))

/** The byte at `at`, or -1 where the input has ended. */
function peek(bytes: Uint8Array, at: number, end: number): number {
  return at < end ? (bytes[at] ?? -1) : -1
}

/** Length field of a definite DER header in the forms 81 and 82: [length of header, length of contents]. */
function derLength(bytes: Uint8Array, at: number): readonly [number, number] {
  if (bytes[at + 1] === 0x82) return [4, ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)]
  return [3, bytes[at + 2] ?? 0]
}

/** SEQUENCE in a SEQUENCE: the inner fits, and begins with [0] or INTEGER (certificate, request), or SEQUENCE (old list). */
const derNested: Gate = (bytes, at, end) => {
  const [outerHeader, outer] = derLength(bytes, at)
  const innerAt = at + outerHeader
  const [innerHeader, inner] = derLength(bytes, innerAt)
  if (innerAt + innerHeader >= end) return false
  if (outer < leastDerBytes || innerHeader + inner > outer) return false
  const first = bytes[innerAt + innerHeader]
  return first === 0xa0 || first === 0x02 || first === 0x30
}

/** The same in base64, six bits a character: after `30 82 hi lo` stands SEQUENCE with a length below 256 bytes or 81/82, or INTEGER of one byte, or the OID of PKCS#7. */
const base64Nested: Gate = (bytes, at, end) => {
  const fifth = peek(bytes, at + 4, end)
  // `\/`, `\u002b`, `%2F`: the fifth character is escaped, so the next ones stand elsewhere.
  if (fifth === 0x5c || fifth === 0x25) return true
  if (!isDigit(fifth) && !isLetter(fifth) && !isIn('+/-_', fifth)) return false
  const sixth = peek(bytes, at + 5, end)
  const seventh = peek(bytes, at + 6, end)
  if (isIn('DTjz', sixth)) return isIn('ABC', seventh)
  return isIn('AQgw', sixth) && isIn('IY', seventh)
}

/** `30 81 len` in base64, then SEQUENCE (low length or 81) or INTEGER of one byte. */
const base64NestedSmall: Gate = (bytes, at, end) => {
  const fifth = peek(bytes, at + 4, end)
  const sixth = peek(bytes, at + 5, end)
  if (fifth === 0x4d) return sixth >= 0x41 && sixth <= 0x4a
  return fifth === 0x41 && sixth === 0x67
}

/** Hex digits where the pattern says "any": 3082 hh hh 308d. */
const hexNested: Gate = (bytes, at, end) => {
  const last = peek(bytes, at + 11, end)
  return [4, 5, 6, 7].every(k => isHex(bytes[at + k] ?? 0)) && last >= 0x30 && last <= 0x33
}

const hexNestedSmall: Gate = (bytes, at) => isHex(bytes[at + 4] ?? 0) && isHex(bytes[at + 5] ?? 0)

/** Pairs of hex digits with one to eight separators between: 30 82 hh hh, then a SEQUENCE, INTEGER or OID. */
const hexTokens: Gate = (bytes, at, end) => {
  let k = at + 5
  const lengthTokens = bytes[at + 4] === 0x32 ? 2 : 1
  for (let token = 0; token <= lengthTokens; token++) {
    const stop = k + 8
    while (k < stop && isIn(' ,:-;\t\r\n\\"\'', peek(bytes, k, end))) k++
    const high = peek(bytes, k, end)
    const low = peek(bytes, k + 1, end)
    if (!isHex(high) || !isHex(low)) return false
    if (token === lengthTokens)
      return (high === 0x33 && low === 0x30) || (high === 0x30 && (low === 0x32 || low === 0x36))
    k += 2
  }
  return false
}

/** The next element of a list of hex numbers is 0x80 to 0x83; casts and suffixes may stand between. */
const nextHex: Gate = (bytes, at, end) => {
  let commas = 0
  for (let k = at + 4; k < at + 48; k++) {
    const c = peek(bytes, k, end)
    if (c === 0x2c && ++commas > 1) return false
    if (c !== 0x30 || (peek(bytes, k + 1, end) | 0x20) !== 0x78) continue
    const digit = peek(bytes, k + 3, end)
    return peek(bytes, k + 2, end) === 0x38 && digit >= 0x30 && digit <= 0x33
  }
  return false
}

/** The next element of a BASIC list is &H80 to &H83. */
const nextBasicHex: Gate = (bytes, at, end) => {
  for (let k = at + 4; k < at + 32; k++) {
    if (peek(bytes, k, end) !== 0x26) continue
    const digit = peek(bytes, k + 3, end)
    return (
      (peek(bytes, k + 1, end) | 0x20) === 0x68 &&
      peek(bytes, k + 2, end) === 0x38 &&
      digit >= 0x30 &&
      digit <= 0x33
    )
  }
  return false
}

/** `48, 13d` is 130 or 131, `48, 12d` is 129, and the number ends there. */
const decimalToken: Gate = (bytes, at, end) => {
  const last = peek(bytes, at + 6, end)
  const fits = bytes[at + 5] === 0x32 ? last === 0x39 : last === 0x30 || last === 0x31
  const next = peek(bytes, at + 7, end)
  return fits && next >= 0 && !isDigit(next)
}

/** A digest near by: sixteen hex digits, bare or in pairs, or twenty-seven characters of mixed base64. */
const digestNear: Gate = (bytes, at, end) => {
  let hex = 0
  let sincePair = 0
  let base64 = 0
  let seen = 0
  for (let k = at + 10; k < at + gateReachBytes; k++) {
    const c = peek(bytes, k, end)
    if (c < 0) return false
    if (isHex(c)) {
      sincePair++
      if (++hex >= 16) return true
    } else if (sincePair === 2 && isIn(' :-', c)) sincePair = 0
    else {
      hex = 0
      sincePair = 0
    }
    if (isDigit(c)) seen |= 1
    else if (isLetter(c)) seen |= (c & 0x20) === 0 ? 2 : 4
    else if (!isIn('+/', c)) {
      base64 = 0
      seen = 0
      continue
    }
    if (++base64 >= 27 && seen === 7) return true
  }
  return false
}

/** All gates; a gate's number in the kernel is its index here plus one. */
export const gates: readonly Gate[] = [
  derNested,
  base64Nested,
  base64NestedSmall,
  hexNested,
  hexNestedSmall,
  hexTokens,
  nextHex,
  nextBasicHex,
  decimalToken,
  digestNear,
]

/** Which needle has which gate. */
export const gateOf: Partial<Readonly<Record<NeedleName, Gate>>> = {
  'der-certificate': derNested,
  'der-certificate-small': derNested,
  'der-certificate-tiny': derNested,
  'base64-der': base64Nested,
  'base64-der-small': base64NestedSmall,
  'hex-der': hexNested,
  'hex-der-small': hexNestedSmall,
  'hex-der-separated': hexTokens,
  'array-hex': nextHex,
  'array-hex-cast': nextHex,
  'array-hex-paren': nextHex,
  'basic-hex': nextBasicHex,
  'array-decimal': decimalToken,
  'pin-fingerprint': digestNear,
  'pin-thumbprint': digestNear,
}
