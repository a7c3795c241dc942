import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crossSignExpired } from '../../../src/rehearsal/scenarios/cross-sign-expired.ts'
import { played } from './played.ts'

test('cross-sign-expired: an expired cross-sign reaches nobody new', () => {
  assert.deepEqual(played(crossSignExpired), [
    'leaf: same key, day -1 to 396, by Intermediate C',
    'Intermediate C, by New Root',
    'New Root, day -900 to -2, by Old Root',
    'in order',
    'reaches both, new; rehearsed with old, both',
    'changes certificate, intermediate, root, cross-sign, dates',
  ])
})
