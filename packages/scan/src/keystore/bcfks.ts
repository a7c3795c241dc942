import { isTag, readChildren, readElement, TAG } from '@foreseen/x509'
import type { DetectorInput } from '../detectors/contract.ts'
import { bytesAt, elementAt, sequencesBefore } from '../structure/enclosing.ts'

const MAX_BYTES = 0x100_0000

/**
 * Start and end of the Bouncy Castle FIPS key store around an algorithm identifier at `at`, if one is there:
 * SEQUENCE of (algorithm, OCTET STRING) and an integrity check of two algorithms and a MAC.
 */
export function bcfksAround(input: DetectorInput, at: number): { start: number; end: number } | undefined {
  const from = Math.max(0, at - 24)
  const before = bytesAt(input, from, at - from).slice()
  for (const algorithm of sequencesBefore(before, before.length)) {
    for (const sealed of sequencesBefore(before, algorithm)) {
      for (const outer of sequencesBefore(before, sealed)) {
        const bytes = elementAt(input, from + outer, MAX_BYTES)
        if (isStore(bytes)) return { start: from + outer, end: from + outer + bytes.length }
      }
    }
  }
  return undefined
}

function isStore(bytes: Uint8Array): boolean {
  const store = readElement(bytes, 0, bytes.length)
  const [sealed, check, ...more] = (store && readChildren(bytes, store, 3)) ?? []
  if (!isTag(bytes, sealed, TAG.sequence) || !isTag(bytes, check, TAG.sequence) || more.length > 0)
    return false
  const [algorithm, octets] = readChildren(bytes, sealed, 3) ?? []
  if (!isTag(bytes, algorithm, TAG.sequence) || !isTag(bytes, octets, TAG.octetString)) return false
  const [mac, derivation, value] = readChildren(bytes, check, 3) ?? []
  return (
    isTag(bytes, mac, TAG.sequence) &&
    isTag(bytes, derivation, TAG.sequence) &&
    isTag(bytes, value, TAG.octetString)
  )
}
