import type { Scenario } from '@foreseen/facts'
import { baselineLeaf } from './leaf.ts'

/** The control: a client that accepts it checks nothing that a rehearsal could show. */
export const wrongHost: Scenario = {
  id: 'wrong-host',
  title: 'another host name',
  kind: 'fault',
  about: 'The certificate is in order and names another host.',
  teaches:
    'Every client must refuse it: this is the control. One that connects would talk to anybody who has any certificate.',
  leaf: { ...baselineLeaf, names: 'other' },
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'names'],
  event: undefined,
}
