import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notYetValid } from '../../../src/rehearsal/scenarios/not-yet-valid.ts'
import { played } from './played.ts'

test('not-yet-valid: the leaf begins in two days', () => {
  assert.deepEqual(played(notYetValid), [
    'leaf: same key, day 2 to 399, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, dates',
  ])
})
