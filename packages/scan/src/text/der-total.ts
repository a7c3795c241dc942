/** More than any certificate, key or bundle that is written as text in a program; also bounds what one hit may cost. */
export const MAX_DER_BYTES = 192 * 1024

/**
 * Length in bytes of the DER element that starts at `bytes[at]`, header included, or 0 when the header is
 * not complete, not definite, or claims more than `MAX_DER_BYTES` (X.690 8.1.3).
 */
export function derTotal(bytes: Uint8Array, at = 0, end: number = bytes.length): number {
  if (at + 2 > end) return 0
  const lead = bytes[at + 1] ?? 0
  if (lead < 0x80) return 2 + lead
  const octets = lead & 0x7f
  if (octets === 0 || octets > 3 || at + 2 + octets > end) return 0
  let length = 0
  for (let i = 0; i < octets; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0)
  return length > MAX_DER_BYTES ? 0 : 2 + octets + length
}

/** Offset of the content of the element at `at`. */
function contentAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at + 1] ?? 0
  return lead <= 0x80 ? at + 2 : at + 2 + (lead & 0x7f)
}

/**
 * Can the first octets still become a certificate, request, list, key or PKCS structure? Decides after nine
 * octets whether the rest is worth decoding: outer SEQUENCE; in it an OID, INTEGER of one octet, or SEQUENCE
 * that fits and starts with [0], INTEGER, OID or SEQUENCE.
 */
export function isDerPlausible(bytes: Uint8Array, at = 0): boolean {
  if (bytes[at] !== 0x30) return false
  const content = contentAt(bytes, at)
  const inner = bytes[content]
  if (inner === 0x06) return true
  if (inner !== 0x30) return inner === 0x02 && bytes[content + 1] === 0x01
  const first = bytes[contentAt(bytes, content)]
  const isKnown = first === 0xa0 || first === 0x02 || first === 0x06 || first === 0x30
  return isKnown && derTotal(bytes, content) < derTotal(bytes, at)
}
