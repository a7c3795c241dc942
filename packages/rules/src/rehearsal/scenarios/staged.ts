import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/**
 * The real chain that is to go live, as the operator's files have it: leaf, issuer and links here stand for
 * whatever is in them. Only against the trust of the machine itself, for no stand-in has signed it.
 */
export const stagedScenario: Scenario = {
  id: 'staged',
  title: 'the next chain itself',
  kind: 'staged',
  about: 'The server presents the very chain that is to go live, with its key.',
  teaches: 'What refuses it will refuse it on the day. Nothing here is a stand-in.',
  leaf: renewedLeaf,
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['host'],
  clockDays: 0,
  changes: ['certificate'],
  event: undefined,
}
