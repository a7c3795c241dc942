import { derTotal, isDerPlausible } from './der-total.ts'
import { GrowingBytes } from './growing-bytes.ts'

/** Reads octets written one after the other in some notation. */
export interface OctetReader {
  /** The next octet, or -1 where the notation ends. */
  next(): number
  /** Offset after the octet last read. */
  readonly end: number
}

/** DER that was written octet by octet. */
export interface OctetRun {
  readonly bytes: Uint8Array
  readonly end: number
}

// Both outer headers of a certificate.
const GATE_OCTETS = 8

/**
 * Reads one DER element, exactly as many octets as its outer length says; `undefined` when the first octets
 * are not the start of one or the notation ends before it does.
 */
export function readOctetRun(reader: OctetReader): OctetRun | undefined {
  const out = new GrowingBytes()
  let total = GATE_OCTETS
  while (out.length < total) {
    const octet = reader.next()
    if (octet < 0) return undefined
    out.push(octet)
    if (out.length !== GATE_OCTETS) continue
    if (!isDerPlausible(out.bytes)) return undefined
    total = derTotal(out.bytes, 0, out.length)
  }
  return { bytes: out.taken(), end: reader.end }
}
