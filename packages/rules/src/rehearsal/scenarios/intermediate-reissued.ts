import type { Scenario } from '@foreseen/facts'
import { baselineLeaf } from './leaf.ts'

/** CAs do it to extend the life of an intermediate or to change its extensions. */
export const intermediateReissued: Scenario = {
  id: 'intermediate-reissued',
  title: 'intermediate issued anew',
  kind: 'renewal',
  about:
    'The server keeps its certificate and sends intermediate A as issued anew: same name, same key, other bytes.',
  teaches: 'Refused only by clients that compare the bytes of the intermediate. Pins of its key survive.',
  leaf: baselineLeaf,
  authorities: [],
  issuer: 'intermediate-a-reissued',
  sends: ['leaf', 'intermediate-a-reissued'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['intermediate'],
  event: 'E4',
}
