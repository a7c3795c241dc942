import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newIntermediate } from '../../../src/rehearsal/scenarios/new-intermediate.ts'
import { played } from './played.ts'

test('new-intermediate: the key of the leaf stays, its issuer does not, the root does', () => {
  assert.deepEqual(played(newIntermediate), [
    'leaf: same key, day -1 to 396, by Intermediate B',
    'Intermediate B, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, intermediate',
  ])
})
