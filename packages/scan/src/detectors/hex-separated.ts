import { hexOctets } from '../text/hex-octets.ts'
import { octetCatches } from '../text/octet-catches.ts'
import type { Detector } from './contract.ts'

export const hexSeparatedDetector: Detector = {
  id: 'hex-separated',
  catalogue: [28, 33],
  needles: ['hex-der-separated'],
  finds:
    'DER in pairs of hex digits with a colon, blank, comma or hyphen between them, over several lines with indentation; registry files.',
  ignores: 'Moduli and digests that openssl prints in the same form.',
  find(hit, input) {
    return octetCatches(hit.at, input, 'hex-separated', (view, at) => ({
      start: at,
      reader: hexOctets(view, at),
    }))
  },
}
