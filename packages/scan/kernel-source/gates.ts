// The gates of packages/scan/src/kernel/gates.ts, by number. What each is for is said there.
const LEAST_DER: u32 = 64
const REACH: usize = 192

// @ts-ignore: decorator
@inline
function isDigit(c: u32): bool { return c - 0x30 < 10 }
// @ts-ignore: decorator
@inline
function isHex(c: u32): bool { return c - 0x30 < 10 || (c | 0x20) - 0x61 < 6 }
// @ts-ignore: decorator
@inline
function isLetter(c: u32): bool { return (c | 0x20) - 0x61 < 26 }
// The byte at an address, or a value that is no byte where the input has ended.
// @ts-ignore: decorator
@inline
function peek(at: usize, end: usize): u32 { return at < end ? <u32>load<u8>(at) : 0x100 }

// @ts-ignore: decorator
@inline
function headerOf(at: usize): usize { return load<u8>(at, 1) == 0x82 ? 4 : 3 }
// @ts-ignore: decorator
@inline
function lengthOf(at: usize): u32 {
  return load<u8>(at, 1) == 0x82 ? (<u32>load<u8>(at, 2) << 8) | <u32>load<u8>(at, 3) : <u32>load<u8>(at, 2)
}

function derNested(at: usize, end: usize): bool {
  const outer = lengthOf(at)
  const innerAt = at + headerOf(at)
  const innerHeader = headerOf(innerAt)
  if (innerAt + innerHeader >= end) return false
  if (outer < LEAST_DER || <u32>innerHeader + lengthOf(innerAt) > outer) return false
  const c = load<u8>(innerAt + innerHeader)
  return c == 0xa0 || c == 0x02 || c == 0x30
}

function base64Nested(at: usize, end: usize): bool {
  const fifth = peek(at + 4, end)
  if (fifth == 0x5c || fifth == 0x25) return true
  if (!isDigit(fifth) && !isLetter(fifth) && fifth != 0x2b && fifth != 0x2f && fifth != 0x2d && fifth != 0x5f) return false
  const sixth = peek(at + 5, end)
  const seventh = peek(at + 6, end)
  if (sixth == 0x44 || sixth == 0x54 || sixth == 0x6a || sixth == 0x7a) return seventh - 0x41 < 3
  if (sixth == 0x41 || sixth == 0x51 || sixth == 0x67 || sixth == 0x77) return seventh == 0x49 || seventh == 0x59
  return false
}

function base64NestedSmall(at: usize, end: usize): bool {
  const fifth = peek(at + 4, end)
  const sixth = peek(at + 5, end)
  if (fifth == 0x4d) return sixth - 0x41 < 10
  return fifth == 0x41 && sixth == 0x67
}

function hexNested(at: usize, end: usize): bool {
  for (let k: usize = 4; k < 8; k++) if (!isHex(<u32>load<u8>(at + k))) return false
  return peek(at + 11, end) - 0x30 < 4
}

function hexNestedSmall(at: usize): bool {
  return isHex(<u32>load<u8>(at, 4)) && isHex(<u32>load<u8>(at, 5))
}

function isSeparator(c: u32): bool {
  return c == 0x20 || c == 0x2c || c == 0x3a || c == 0x2d || c == 0x3b || c == 0x09 || c == 0x0d || c == 0x0a ||
    c == 0x5c || c == 0x22 || c == 0x27
}

function hexTokens(at: usize, end: usize): bool {
  let k = at + 5
  const lengthTokens = load<u8>(at, 4) == 0x32 ? 2 : 1
  for (let token = 0; token <= lengthTokens; token++) {
    const limit = k + 8
    while (k < limit && isSeparator(peek(k, end))) k++
    const high = peek(k, end)
    const low = peek(k + 1, end)
    if (!isHex(high) || !isHex(low)) return false
    if (token == lengthTokens) return (high == 0x33 && low == 0x30) || (high == 0x30 && (low == 0x32 || low == 0x36))
    k += 2
  }
  return false
}

function nextHex(at: usize, end: usize): bool {
  let commas = 0
  for (let k = at + 4; k < at + 48; k++) {
    const c = peek(k, end)
    if (c == 0x2c && ++commas > 1) return false
    if (c != 0x30 || (peek(k + 1, end) | 0x20) != 0x78) continue
    return peek(k + 2, end) == 0x38 && peek(k + 3, end) - 0x30 < 4
  }
  return false
}

function nextBasicHex(at: usize, end: usize): bool {
  for (let k = at + 4; k < at + 32; k++) {
    if (peek(k, end) != 0x26) continue
    return (peek(k + 1, end) | 0x20) == 0x68 && peek(k + 2, end) == 0x38 && peek(k + 3, end) - 0x30 < 4
  }
  return false
}

function decimalToken(at: usize, end: usize): bool {
  const last = peek(at + 6, end)
  const fits = load<u8>(at, 5) == 0x32 ? last == 0x39 : last == 0x30 || last == 0x31
  const next = peek(at + 7, end)
  return fits && next < 0x100 && !isDigit(next)
}

function digestNear(at: usize, end: usize): bool {
  let hex = 0
  let sincePair = 0
  let base64 = 0
  let seen = 0
  for (let k = at + 10; k < at + REACH; k++) {
    const c = peek(k, end)
    if (c > 0xff) return false
    if (isHex(c)) {
      sincePair++
      if (++hex >= 16) return true
    } else if (sincePair == 2 && (c == 0x20 || c == 0x3a || c == 0x2d)) sincePair = 0
    else { hex = 0; sincePair = 0 }
    if (isDigit(c)) seen |= 1
    else if (isLetter(c)) seen |= (c & 0x20) == 0 ? 2 : 4
    else if (c != 0x2b && c != 0x2f) { base64 = 0; seen = 0; continue }
    if (++base64 >= 27 && seen == 7) return true
  }
  return false
}

export function gate(number: u32, at: usize, end: usize): bool {
  switch (number) {
    case 1: return derNested(at, end)
    case 2: return base64Nested(at, end)
    case 3: return base64NestedSmall(at, end)
    case 4: return hexNested(at, end)
    case 5: return hexNestedSmall(at)
    case 6: return hexTokens(at, end)
    case 7: return nextHex(at, end)
    case 8: return nextBasicHex(at, end)
    case 9: return decimalToken(at, end)
    case 10: return digestNear(at, end)
    default: return true
  }
}
