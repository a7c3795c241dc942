import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sixDays } from '../../../src/rehearsal/scenarios/six-days.ts'
import { played } from './played.ts'

test('six-days: under seven days from an hour ago', () => {
  assert.deepEqual(played(sixDays), [
    'leaf: new key, day -0.04 to 6.6, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, leaf-key, dates',
  ])
})
