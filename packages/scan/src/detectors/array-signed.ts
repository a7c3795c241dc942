import { numberList } from '../text/number-list.ts'
import { octetCatches } from '../text/octet-catches.ts'
import type { Detector } from './contract.ts'

export const arraySignedDetector: Detector = {
  id: 'array-signed',
  catalogue: [31],
  needles: ['array-signed', 'array-signed-tight'],
  finds: 'DER as a list of signed numbers (Java, Kotlin).',
  ignores: 'Lists whose octets are not DER of a known structure; numbers that are not octets.',
  find(hit, input) {
    return octetCatches(hit.at, input, 'array-signed', numberList)
  },
}
