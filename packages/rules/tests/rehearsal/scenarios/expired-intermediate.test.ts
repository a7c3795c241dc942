import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expiredIntermediate } from '../../../src/rehearsal/scenarios/expired-intermediate.ts'
import { played } from './played.ts'

test('expired-intermediate: the leaf stays byte for byte, its issuer has ended', () => {
  assert.deepEqual(played(expiredIntermediate), [
    'leaf: same key, day -30 to 60, by Intermediate A',
    'Intermediate A, day -900 to -2, by Old Root',
    'in order',
    'reaches nothing; rehearsed with old',
    'changes intermediate, dates',
  ])
})
