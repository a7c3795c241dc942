import assert from 'node:assert/strict'
import { test } from 'node:test'
import { baseline } from '../../../src/rehearsal/scenarios/baseline.ts'
import { played } from './played.ts'

test('baseline: nothing differs from the baseline', () => {
  assert.deepEqual(played(baseline), [
    'leaf: same key, day -30 to 60, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes nothing',
  ])
})
