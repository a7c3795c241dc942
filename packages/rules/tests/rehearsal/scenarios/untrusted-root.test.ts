import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untrustedRoot } from '../../../src/rehearsal/scenarios/untrusted-root.ts'
import { played } from './played.ts'

test('untrusted-root: no trust store is reached, and no pinned key helps', () => {
  assert.deepEqual(played(untrustedRoot), [
    'leaf: new key, day -30 to 60, by Intermediate U',
    'Intermediate U, by Untrusted Root',
    'in order',
    'reaches nothing; rehearsed with old',
    'changes certificate, leaf-key, intermediate, root',
  ])
})
