import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** The longest life of a public certificate from 2029-03-15 (CA/Browser Forum ballot SC-081v3). */
export const fortySevenDays: Scenario = {
  id: 'forty-seven-days',
  title: '47 days, new key',
  kind: 'renewal',
  about: 'The renewed certificate lives for 47 days and has a new key.',
  teaches:
    'Refused by whoever pins the leaf key. The short life alone troubles nobody: it only brings the next renewal nearer.',
  leaf: { ...renewedLeaf, key: 'new', notBeforeDays: -0.04, notAfterDays: 46.96 },
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'leaf-key', 'dates'],
  event: 'E2',
}
