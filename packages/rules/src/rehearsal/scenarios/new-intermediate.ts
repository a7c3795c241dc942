import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** What a CA with several intermediates does without a word. */
export const newIntermediate: Scenario = {
  id: 'new-intermediate',
  title: 'another intermediate, same key',
  kind: 'renewal',
  about: 'The renewed certificate keeps its key and comes from intermediate B under the same root.',
  teaches:
    'Refused by clients that pin or hold the intermediate. A CA may change it at any renewal, without notice.',
  leaf: renewedLeaf,
  authorities: [],
  issuer: 'intermediate-b',
  sends: ['leaf', 'intermediate-b'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'intermediate'],
  event: 'E3',
}
