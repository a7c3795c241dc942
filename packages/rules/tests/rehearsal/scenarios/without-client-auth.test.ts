import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutClientAuth } from '../../../src/rehearsal/scenarios/without-client-auth.ts'
import { played } from './played.ts'

test('without-client-auth: the certificate is for servers only', () => {
  assert.deepEqual(played(withoutClientAuth), [
    'leaf: same key, day -1 to 396, servers only, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate',
  ])
})
