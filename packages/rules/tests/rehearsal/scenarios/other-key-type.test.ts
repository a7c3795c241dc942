import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otherKeyType } from '../../../src/rehearsal/scenarios/other-key-type.ts'
import { played } from './played.ts'

test('other-key-type: the key of the leaf is of the other kind', () => {
  assert.deepEqual(played(otherKeyType), [
    'leaf: other-algorithm key, day -1 to 396, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, leaf-key, key-type',
  ])
})
