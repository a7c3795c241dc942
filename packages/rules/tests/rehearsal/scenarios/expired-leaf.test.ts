import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expiredLeaf } from '../../../src/rehearsal/scenarios/expired-leaf.ts'
import { played } from './played.ts'

test('expired-leaf: the leaf ended yesterday, all else is in order', () => {
  assert.deepEqual(played(expiredLeaf), [
    'leaf: same key, day -400 to -1, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, dates',
  ])
})
