import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** Public CAs stop sending a common name; RFC 9525 forbids clients to read it. */
export const withoutCommonName: Scenario = {
  id: 'without-common-name',
  title: 'no common name',
  kind: 'renewal',
  about: 'The renewed certificate keeps its key and names its hosts in the alternative names alone.',
  teaches: 'Refused by clients that read the common name, and by those that compare the whole certificate.',
  leaf: { ...renewedLeaf, commonName: false },
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'names'],
  event: 'E1',
}
