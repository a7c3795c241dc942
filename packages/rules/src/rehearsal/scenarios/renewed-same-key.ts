import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** The gentlest renewal there is; ACME clients do it only when told to keep the key. */
export const renewedSameKey: Scenario = {
  id: 'renewed-same-key',
  title: 'renewed, same key',
  kind: 'renewal',
  about: 'The certificate is renewed and keeps its key and its issuer.',
  teaches:
    'Refused only by clients that compare the whole certificate, as a fingerprint or as the one certificate they trust. Pins of the key survive.',
  leaf: renewedLeaf,
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate'],
  event: 'E1',
}
