import { publicKeyLength } from '@foreseen/x509'
import { isPlausibleKey } from '../keys/plausible.ts'
import { bytesAt, sequencesBefore } from '../structure/enclosing.ts'
import type { Catch, Detector, DetectorInput } from './contract.ts'

// RSA with 16,384 bits takes 2,100 octets; post-quantum keys up to 2,700.
const MAX_KEY_BYTES = 4096
const MAX_HEADERS_BYTES = 12

/** Starts of an outer SEQUENCE that could hold the needle, `depth` SEQUENCE headers before it. */
function startsBefore(view: Uint8Array, at: number, depth: number): number[] {
  const inner = sequencesBefore(view, at)
  return depth === 1 ? inner : inner.flatMap(start => sequencesBefore(view, start))
}

function keyAt(input: DetectorInput, start: number): Catch[] {
  const view = bytesAt(input, start, MAX_KEY_BYTES)
  const length = publicKeyLength(view, 0)
  if (length === 0) return []
  const spki = view.slice(0, length)
  if (!isPlausibleKey(spki)) return []
  return [{ type: 'public-key', start, end: start + length, encoding: 'der', spki }]
}

/** Public keys in DER that no certificate surrounds: update keys, pinned keys, trust anchors without a certificate. */
export const derPublicKeyDetector: Detector = {
  id: 'der-public-key',
  catalogue: [50],
  needles: ['der-spki-rsa', 'der-spki-ec', 'der-spki-ed'],
  finds: 'SubjectPublicKeyInfo of RSA, elliptic curves and RFC 8410 at any offset',
  ignores: 'keys inside certificates and private keys, templates of crypto libraries, points off their curve',
  find(hit, input) {
    const from = Math.max(0, hit.at - MAX_HEADERS_BYTES)
    const before = bytesAt(input, from, hit.at - from).slice()
    // The needle of elliptic curves is the identifier itself; the others begin with the algorithm's header.
    const depth = hit.needle === 'der-spki-ec' ? 2 : 1
    for (const start of startsBefore(before, before.length, depth)) {
      const caught = keyAt(input, from + start)
      if (caught.length > 0) return caught
    }
    return []
  },
}
