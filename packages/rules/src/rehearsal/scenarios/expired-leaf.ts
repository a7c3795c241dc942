import type { Scenario } from '@foreseen/facts'
import { baselineLeaf } from './leaf.ts'

/** A forgotten renewal. */
export const expiredLeaf: Scenario = {
  id: 'expired-leaf',
  title: 'expired certificate',
  kind: 'fault',
  about: 'The certificate ended yesterday and nobody renewed it.',
  teaches: 'Every client must refuse it. One that connects does not look at dates.',
  leaf: { ...baselineLeaf, notBeforeDays: -400, notAfterDays: -1 },
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'dates'],
  event: 'E24',
}
