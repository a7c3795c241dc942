import { hexOctets } from '../text/hex-octets.ts'
import { octetCatches } from '../text/octet-catches.ts'
import type { Detector } from './contract.ts'

export const hexDetector: Detector = {
  id: 'hex',
  catalogue: [28],
  needles: ['hex-der', 'hex-der-small'],
  finds: 'DER in hex digits of either case, in one line, wrapped, or as strings of a program.',
  ignores: 'Digests, identifiers and other hex whose octets are not DER of a known structure.',
  find(hit, input) {
    return octetCatches(hit.at, input, 'hex', (view, at) => ({ start: at, reader: hexOctets(view, at) }))
  },
}
