import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** The usual renewal. */
export const reKeyed: Scenario = {
  id: 're-keyed',
  title: 'renewed, new key',
  kind: 'renewal',
  about: 'The certificate is renewed with a new key of the same kind, under the same issuer.',
  teaches:
    'Refused by clients that pin the leaf key or remember it from the first visit. ACME clients make a new key by default, so this is the usual renewal.',
  leaf: { ...renewedLeaf, key: 'new' },
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'leaf-key'],
  event: 'E2',
}
