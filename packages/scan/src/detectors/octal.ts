import { escapeLiteral } from '../text/escape-literal.ts'
import { octetCatches } from '../text/octet-catches.ts'
import type { Detector } from './contract.ts'

export const octalDetector: Detector = {
  id: 'octal',
  catalogue: [32],
  needles: ['octal'],
  finds: 'DER in octal escapes, in a string literal or bare lines (NSS certdata).',
  ignores: 'Literals whose octets are not DER of a known structure.',
  find(hit, input) {
    return octetCatches(hit.at, input, 'octal', escapeLiteral('octal', false))
  },
}
