/** A fleet made from a seed: certificates that everybody ships, some that few ship, and pins. */
import type { PushedFinding, PushedScan } from '@foreseen/ledger'
import { certificateAt, pinAt, scanOf } from '../../packages/ledger/tests/sample.ts'

/** Roots of a public bundle: most of what a release ships. */
const bundled = 150

/** Certificates and pins of one's own, for each release some new ones. */
const ownPerRelease = 25

/** One release's scan of `count` occurrences. */
export function scanNumber(release: string, number: number, count: number, next: () => number): PushedScan {
  const findings: PushedFinding[] = []
  for (let at = 0; at < count; at++) {
    const own = at < ownPerRelease
    const thing = own ? 1000 + number * ownPerRelease + at : Math.floor(next() * bundled)
    const place = number * count + at
    findings.push(own && at % 5 === 0 ? pinAt(thing, place) : certificateAt(thing, place))
  }
  return scanOf(release, number, findings)
}
