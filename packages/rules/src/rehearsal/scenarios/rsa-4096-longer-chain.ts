import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** The largest ordinary handshake. */
export const rsa4096LongerChain: Scenario = {
  id: 'rsa-4096-longer-chain',
  title: 'RSA-4096 and one more link',
  kind: 'renewal',
  about:
    'The renewed certificate has a new RSA key of 4096 bits, and one more intermediate stands between it and intermediate A.',
  teaches:
    'Refused by whoever pins the leaf key. Beyond that it shows clients with small buffers or a limit on the length of the chain.',
  leaf: { ...renewedLeaf, key: 'rsa-4096' },
  authorities: [],
  issuer: 'intermediate-long',
  sends: ['leaf', 'intermediate-long', 'intermediate-a'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'leaf-key', 'key-type', 'chain'],
  event: 'E2',
}
