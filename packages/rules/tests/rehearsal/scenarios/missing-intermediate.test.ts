import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missingIntermediate } from '../../../src/rehearsal/scenarios/missing-intermediate.ts'
import { played } from './played.ts'

test('missing-intermediate: the leaf alone is sent, byte for byte that of the baseline', () => {
  assert.deepEqual(played(missingIntermediate), [
    'leaf: same key, day -30 to 60, by Intermediate A',
    'not in order',
    'reaches nothing; rehearsed with old',
    'changes chain',
  ])
})
