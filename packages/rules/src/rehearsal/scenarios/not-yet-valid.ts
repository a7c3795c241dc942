import type { Scenario } from '@foreseen/facts'
import { baselineLeaf } from './leaf.ts'

/** Also what a slow clock makes of a new certificate. */
export const notYetValid: Scenario = {
  id: 'not-yet-valid',
  title: 'not yet valid',
  kind: 'fault',
  about: 'The certificate begins in two days.',
  teaches:
    'Every client must refuse it. One that connects does not look at dates. Machines whose clock is slow see every new certificate like this.',
  leaf: { ...baselineLeaf, notBeforeDays: 2, notAfterDays: 399 },
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'dates'],
  event: undefined,
}
