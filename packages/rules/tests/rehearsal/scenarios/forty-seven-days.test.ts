import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fortySevenDays } from '../../../src/rehearsal/scenarios/forty-seven-days.ts'
import { played } from './played.ts'

test('forty-seven-days: 47 days from an hour ago', () => {
  assert.deepEqual(played(fortySevenDays), [
    'leaf: new key, day -0.04 to 46.96, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, leaf-key, dates',
  ])
})
