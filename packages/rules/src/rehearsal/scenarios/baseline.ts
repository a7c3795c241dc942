import type { Scenario } from '@foreseen/facts'
import { baselineLeaf } from './leaf.ts'

/** What everything else is compared with. */
export const baseline: Scenario = {
  id: 'baseline',
  title: 'as served today',
  kind: 'baseline',
  about: 'The server presents what it presents today: the leaf, signed by intermediate A under the old root.',
  teaches:
    'Every client must pass it. One that does not is broken already, and nothing else can be said about it.',
  leaf: baselineLeaf,
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: [],
  event: undefined,
}
