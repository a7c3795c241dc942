import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** The second half of a move to another root. */
export const crossSignDropped: Scenario = {
  id: 'cross-sign-dropped',
  title: 'new root, no cross-sign',
  kind: 'renewal',
  about: 'The same move to the new root, without the certificate that ties it to the old one.',
  teaches:
    'Refused by every client whose machine does not trust the new root yet, and by clients that hold the old root themselves, wherever they run.',
  leaf: renewedLeaf,
  authorities: [],
  issuer: 'intermediate-c',
  sends: ['leaf', 'intermediate-c'],
  trusts: ['old', 'both', 'new'],
  clockDays: 0,
  changes: ['certificate', 'intermediate', 'root'],
  event: 'E10',
}
