import type { Scenario } from '@foreseen/facts'
import { baselineLeaf } from './leaf.ts'

/** A chain file that nobody updated. */
export const expiredIntermediate: Scenario = {
  id: 'expired-intermediate',
  title: 'expired intermediate',
  kind: 'fault',
  about: 'The server keeps its certificate and sends intermediate A in a form that ended two days ago.',
  teaches:
    'Every client must refuse it unless it holds the leaf itself. One that connects does not look at the chain.',
  leaf: baselineLeaf,
  authorities: [],
  issuer: 'intermediate-a-expired',
  sends: ['leaf', 'intermediate-a-expired'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['intermediate', 'dates'],
  event: undefined,
}
