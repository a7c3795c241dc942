import { numberList } from '../text/number-list.ts'
import { octetCatches } from '../text/octet-catches.ts'
import type { Detector } from './contract.ts'

export const arrayDecimalDetector: Detector = {
  id: 'array-decimal',
  catalogue: [31],
  needles: ['array-decimal', 'array-decimal-rows', 'array-decimal-tight'],
  finds: 'DER as a list of decimal numbers (JavaScript, JSON, Go, Erlang).',
  ignores: 'Lists whose octets are not DER of a known structure; numbers that are not octets.',
  find(hit, input) {
    return octetCatches(hit.at, input, 'array-decimal', numberList)
  },
}
