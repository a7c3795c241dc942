import { escapeLiteral } from '../text/escape-literal.ts'
import { octetCatches } from '../text/octet-catches.ts'
import type { Detector } from './contract.ts'

export const escapeXDetector: Detector = {
  id: 'escape-x',
  catalogue: [29],
  needles: ['escape-x', 'escape-x-repr', 'escape-x-twice'],
  finds:
    'DER in a string literal with hex escapes, also where Python and Rust print some octets as themselves.',
  ignores: 'Literals whose octets are not DER of a known structure.',
  find(hit, input) {
    return octetCatches(hit.at, input, 'escape-x', escapeLiteral('octal', false))
  },
}
