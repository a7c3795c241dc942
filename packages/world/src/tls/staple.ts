import type { Staple } from '@foreseen/facts'

/** OCSPResponseStatus (RFC 6960 section 4.2.1). */
const statuses: ReadonlyMap<number, string> = new Map([
  [0, 'successful'],
  [1, 'malformedRequest'],
  [2, 'internalError'],
  [3, 'tryLater'],
  [5, 'sigRequired'],
  [6, 'unauthorized'],
])

/** Bytes of the header of the outer SEQUENCE: one byte of length, or up to four after the count. */
function headerBytes(response: Uint8Array): number {
  const length = response[1] ?? 0
  return length < 0x80 ? 2 : 2 + (length & 0x7f)
}

/** What a stapled response says of itself; whether it is signed, fresh and good is not looked at. */
export function readStapleStatus(response: Uint8Array | undefined): Staple {
  if (response === undefined || response.length === 0) return { present: false }
  const at = headerBytes(response)
  // responseStatus is the first element: ENUMERATED (0x0a) of one byte.
  const enumerated = response[0] === 0x30 && response[at] === 0x0a && response[at + 1] === 1
  const value = enumerated ? response[at + 2] : undefined
  const status = value === undefined ? 'unreadable' : (statuses.get(value) ?? `status ${value}`)
  return { present: true, status, sizeBytes: response.length }
}
