import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intermediateReissued } from '../../../src/rehearsal/scenarios/intermediate-reissued.ts'
import { played } from './played.ts'

test('intermediate-reissued: the leaf stays byte for byte, the intermediate has other bytes and the same key', () => {
  assert.deepEqual(played(intermediateReissued), [
    'leaf: same key, day -30 to 60, by Intermediate A',
    'Intermediate A, day -1 to 3650, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes intermediate',
  ])
})
