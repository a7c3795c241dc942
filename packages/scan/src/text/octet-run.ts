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

// Both outer headers of a certificate and the tag that follows.
const GATE_OCTETS = 9
// A hit may claim up to this much: in hex, twice as many characters are read before it turns out to be nothing.
const MAX_OCTETS = 32 * 1024

/** Whether the first octets are the start of DER: most hits are not. Reads at most those. */
export function isOctetRun(reader: OctetReader): boolean {
  // As long as the longest headers reach: what was not read is zero, as it is in a run.
  const head = new Uint8Array(2 * GATE_OCTETS)
  for (let i = 0; i < GATE_OCTETS; i++) {
    const octet = reader.next()
    if (octet < 0) return false
    head[i] = octet
  }
  return isDerPlausible(head)
}

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
    if (total > MAX_OCTETS) return undefined
  }
  return { bytes: out.taken(), end: reader.end }
}
