import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** What happened on 2020-05-30 (AddTrust) and 2021-09-30 (DST Root CA X3). */
export const crossSignExpired: Scenario = {
  id: 'cross-sign-expired',
  title: 'new root, cross-sign expired',
  kind: 'renewal',
  about: 'The move to the new root, sent with a cross-sign that ended two days ago.',
  teaches:
    'Refused like a dropped cross-sign where only the old root is trusted, and harmless where the new one is. TLS libraries from before 2020 refuse it everywhere: they follow the expired certificate and do not look further.',
  leaf: renewedLeaf,
  authorities: [],
  issuer: 'intermediate-c',
  sends: ['leaf', 'intermediate-c', 'cross-expired'],
  trusts: ['old', 'both'],
  clockDays: 0,
  changes: ['certificate', 'intermediate', 'root', 'cross-sign', 'dates'],
  event: 'E10',
}
