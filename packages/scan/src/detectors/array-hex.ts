import { numberList } from '../text/number-list.ts'
import { octetCatches } from '../text/octet-catches.ts'
import type { Detector } from './contract.ts'

export const arrayHexDetector: Detector = {
  id: 'array-hex',
  catalogue: [30],
  needles: ['array-hex', 'array-hex-cast', 'array-hex-paren', 'basic-hex'],
  finds:
    'DER as a list of hex numbers with or without casts, suffixes, calls and comments (C, Java, C#, Go, Rust, Visual Basic).',
  ignores: 'Lists whose octets are not DER of a known structure; numbers that are not octets.',
  find(hit, input) {
    return octetCatches(hit.at, input, 'array-hex', numberList)
  },
}
