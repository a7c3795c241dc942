import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** ACME clients have changed their default from RSA to ECDSA. */
export const otherKeyType: Scenario = {
  id: 'other-key-type',
  title: 'ECDSA for RSA, or back',
  kind: 'renewal',
  about:
    'The renewed certificate has a key of the other kind: ECDSA where RSA is served today, RSA where ECDSA is.',
  teaches:
    'Refused by whoever pins the leaf key, as with any new key. A client that cannot do the new kind fails with alert 40: it cannot speak, which is another matter than refusing.',
  leaf: { ...renewedLeaf, key: 'other-algorithm' },
  authorities: [],
  issuer: 'intermediate-a',
  sends: ['leaf', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'leaf-key', 'key-type'],
  event: 'E14',
}
