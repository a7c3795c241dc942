import { contentAt, skipElement, skipTag } from './skip.ts'

/** SEQUENCE of two times, UTCTime or GeneralizedTime; what they say is not looked at. */
function skipValidity(bytes: Uint8Array, at: number, end: number): number {
  const validityEnd = skipTag(bytes, at, end, 0x30)
  if (validityEnd < 0) return -1
  let position = contentAt(bytes, at)
  for (let i = 0; i < 2; i++) {
    const tag = bytes[position]
    if (tag !== 0x17 && tag !== 0x18) return -1
    position = skipElement(bytes, position, validityEnd)
    if (position < 0) return -1
  }
  return position === validityEnd ? validityEnd : -1
}

/** SEQUENCE of SEQUENCE and BIT STRING, filled exactly. */
function skipKey(bytes: Uint8Array, at: number, end: number): number {
  const keyEnd = skipTag(bytes, at, end, 0x30)
  if (keyEnd < 0) return -1
  const algorithmEnd = skipTag(bytes, contentAt(bytes, at), keyEnd, 0x30)
  return algorithmEnd >= 0 && skipTag(bytes, algorithmEnd, keyEnd, 0x03) === keyEnd ? keyEnd : -1
}

/** [1] and [2] unique identifiers and [3] extensions, each at most once and in this order. */
function skipOptional(bytes: Uint8Array, at: number, end: number): number {
  let position = at
  for (let number = 1; number <= 3 && position >= 0 && position < end; number++) {
    const tag = bytes[position] ?? 0
    const fits = number === 3 ? tag === 0xa3 : (tag & 0xdf) === (0x80 | number)
    if (fits) position = skipElement(bytes, position, end)
  }
  return position
}

/** Fills the TBSCertificate at `at` its SEQUENCE exactly (RFC 5280 4.1)? Its end, or -1. */
function skipTbs(bytes: Uint8Array, at: number, end: number): number {
  const tbsEnd = skipTag(bytes, at, end, 0x30)
  if (tbsEnd < 0) return -1
  let position = contentAt(bytes, at)
  if (bytes[position] === 0xa0) {
    const versionEnd = skipElement(bytes, position, tbsEnd)
    if (versionEnd < 0 || skipTag(bytes, contentAt(bytes, position), versionEnd, 0x02) !== versionEnd)
      return -1
    position = versionEnd
  }
  position = skipTag(bytes, position, tbsEnd, 0x02)
  position = skipTag(bytes, position, tbsEnd, 0x30)
  position = skipTag(bytes, position, tbsEnd, 0x30)
  if (position < 0) return -1
  position = skipValidity(bytes, position, tbsEnd)
  position = skipTag(bytes, position, tbsEnd, 0x30)
  if (position < 0) return -1
  position = skipKey(bytes, position, tbsEnd)
  if (position < 0) return -1
  return skipOptional(bytes, position, tbsEnd) === tbsEnd ? tbsEnd : -1
}

/**
 * Length in bytes of the certificate that starts at `at`, or 0 when the structure of RFC 5280 4.1 is not
 * there. Structure is all it asks: absurd dates, serials, names and versions pass and become deviations.
 * Nothing is allocated and nothing beyond `end` is read.
 */
export function certificateLength(bytes: Uint8Array, at: number, end: number = bytes.length): number {
  // Second SEQUENCE first: it rejects nearly every accidental `30 8x`.
  if (bytes[at] !== 0x30) return 0
  const limit = Math.min(end, bytes.length)
  const certificateEnd = skipElement(bytes, at, limit)
  if (certificateEnd < 0) return 0
  const tbsAt = contentAt(bytes, at)
  const tbsEnd = skipTbs(bytes, tbsAt, certificateEnd)
  if (tbsEnd < 0) return 0
  const algorithmEnd = skipTag(bytes, tbsEnd, certificateEnd, 0x30)
  if (algorithmEnd < 0 || bytes[contentAt(bytes, tbsEnd)] !== 0x06) return 0
  return skipTag(bytes, algorithmEnd, certificateEnd, 0x03) === certificateEnd ? certificateEnd - at : 0
}
