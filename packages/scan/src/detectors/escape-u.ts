import { escapeLiteral } from '../text/escape-literal.ts'
import { octetCatches } from '../text/octet-catches.ts'
import type { Detector } from './contract.ts'

export const escapeUDetector: Detector = {
  id: 'escape-u',
  catalogue: [29],
  needles: ['escape-u', 'escape-u-repr'],
  finds: 'DER in a string literal with Unicode escapes (JavaScript, Java, JSON).',
  ignores: 'Literals whose octets are not DER of a known structure.',
  find(hit, input) {
    return octetCatches(hit.at, input, 'escape-u', escapeLiteral('octal', true))
  },
}
