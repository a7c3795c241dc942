import type { Scenario } from '@foreseen/facts'
import { baselineLeaf } from './leaf.ts'

/** What an attacker in the middle can present; hence a key of its own, which no pin expects. */
export const untrustedRoot: Scenario = {
  id: 'untrusted-root',
  title: 'unknown root',
  kind: 'fault',
  about: 'The certificate has another key and comes from a CA that no trust store holds.',
  teaches: 'Every client must refuse it. One that connects would talk to anybody.',
  leaf: { ...baselineLeaf, key: 'new' },
  authorities: [],
  issuer: 'intermediate-u',
  sends: ['leaf', 'intermediate-u'],
  trusts: ['old'],
  clockDays: 0,
  changes: ['certificate', 'leaf-key', 'intermediate', 'root'],
  event: undefined,
}
