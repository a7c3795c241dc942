import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** The first half of a move to another root. */
export const newRootCrossSigned: Scenario = {
  id: 'new-root-cross-signed',
  title: 'new root, cross-signed by the old',
  kind: 'renewal',
  about:
    'The renewed certificate keeps its key, comes from intermediate C under the new root, and the chain ends with the new root as signed by the old one.',
  teaches:
    'Refused by clients that pin the intermediate. Where both roots are trusted, a client that pins the old root may refuse too: it finds the shorter path, which leaves the old root out. New machines then break while old ones work.',
  leaf: renewedLeaf,
  authorities: [],
  issuer: 'intermediate-c',
  sends: ['leaf', 'intermediate-c', 'cross'],
  trusts: ['old', 'both'],
  clockDays: 0,
  changes: ['certificate', 'intermediate', 'root', 'cross-sign'],
  event: 'E6',
}
