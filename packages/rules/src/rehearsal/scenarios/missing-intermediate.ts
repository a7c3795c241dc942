import type { Scenario } from '@foreseen/facts'
import { baselineLeaf } from './leaf.ts'

/** The commonest mistake of a renewal by hand. */
export const missingIntermediate: Scenario = {
  id: 'missing-intermediate',
  title: 'intermediate not sent',
  kind: 'fault',
  about: 'The server keeps its certificate and sends nothing else.',
  teaches:
    'Refused by nearly every client. Those that hold the leaf, remember its key, or fetch missing certificates connect, so a browser may hide the mistake.',
  leaf: baselineLeaf,
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['chain'],
  event: undefined,
}
