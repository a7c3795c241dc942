import { escapeLiteral } from '../text/escape-literal.ts'
import { octetCatches } from '../text/octet-catches.ts'
import type { Detector } from './contract.ts'

export const decimalEscapeDetector: Detector = {
  id: 'decimal-escape',
  catalogue: [29],
  needles: ['decimal-escape'],
  finds: 'DER in a string literal with decimal escapes (Lua).',
  ignores: 'Literals whose octets are not DER of a known structure.',
  find(hit, input) {
    return octetCatches(hit.at, input, 'decimal-escape', escapeLiteral('decimal', false))
  },
}
