import { isDigit } from './alphabet.ts'
import { numberOctets } from './number-octets.ts'
import type { OctetSource } from './octet-catches.ts'

/** A list of numbers whose first one stands at the hit; not the tail of a longer number. */
export const numberList: OctetSource = (view, at) => {
  return at > 0 && isDigit(view[at - 1] ?? 0) ? undefined : { start: at, reader: numberOctets(view, at) }
}
