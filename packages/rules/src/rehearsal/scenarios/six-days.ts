import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** The short-lived profile: 160 hours, dated back by an hour. */
export const sixDays: Scenario = {
  id: 'six-days',
  title: '6 days, new key',
  kind: 'renewal',
  about: 'The renewed certificate lives for six days, began an hour ago, and has a new key.',
  teaches: 'Refused by whoever pins the leaf key, and by machines whose clock is an hour slow.',
  leaf: { ...renewedLeaf, key: 'new', notBeforeDays: -0.04, notAfterDays: 6.6 },
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'leaf-key', 'dates'],
  event: 'E2',
}
