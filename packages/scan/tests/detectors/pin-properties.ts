/** What holds for every detector of pins: changed text never throws, and a pin stands where it says. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Detector } from '../../src/detectors/contract.ts'
import { hitsOf, inputOf, join, optionsOf, spansInside } from '../detecting.ts'

export function survivesMutations(detector: Detector, texts: readonly (string | Uint8Array)[]): void {
  for (const text of texts) {
    const original = join(text)
    const change = fc.record({ at: fc.nat(original.length - 1), octet: fc.nat(255) })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), fc.nat(original.length), (changes, cut) => {
        const bytes = Uint8Array.from(original)
        for (const { at, octet } of changes) bytes[at] = octet
        const input = cut % 2 === 0 ? bytes : bytes.subarray(0, cut)
        const caught = hitsOf(detector, input).flatMap(hit => detector.find(hit, inputOf(input), optionsOf()))
        assert.ok(spansInside(caught, input))
        for (const one of caught) assert.ok(one.type === 'pin' && [16, 20, 32].includes(one.digest.length))
      }),
      { numRuns: 60 },
    )
  }
}
