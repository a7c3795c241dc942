import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** Root programmes forbid clientAuth in server certificates from 2026. */
export const withoutClientAuth: Scenario = {
  id: 'without-client-auth',
  title: 'no clientAuth',
  kind: 'renewal',
  about: 'The renewed certificate keeps its key and may be used by servers only, no longer by clients too.',
  teaches:
    'Refused by programs that use one certificate for both sides, and by those that compare the whole certificate.',
  leaf: { ...renewedLeaf, clientAuth: false },
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate'],
  event: 'E1',
}
