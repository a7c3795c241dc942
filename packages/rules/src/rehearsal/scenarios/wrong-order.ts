import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** RFC 5246 7.4.2 asked for order; RFC 8446 4.4.2 asks clients to bear disorder. */
export const wrongOrder: Scenario = {
  id: 'wrong-order',
  title: 'chain in the wrong order',
  kind: 'renewal',
  about: 'The cross-signed move to the new root, with the cross-sign sent before the intermediate.',
  teaches:
    'Harmless in every client measured, beyond what the new root itself does. It shows clients that take the chain as it comes.',
  leaf: renewedLeaf,
  authorities: [],
  issuer: 'intermediate-c',
  sends: ['leaf', 'cross', 'intermediate-c'],
  trusts: ['old', 'both'],
  clockDays: 0,
  changes: ['certificate', 'intermediate', 'root', 'cross-sign', 'chain'],
  event: 'E6',
}
