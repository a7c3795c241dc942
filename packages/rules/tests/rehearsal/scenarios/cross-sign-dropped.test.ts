import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crossSignDropped } from '../../../src/rehearsal/scenarios/cross-sign-dropped.ts'
import { played } from './played.ts'

test('cross-sign-dropped: the old root is out of reach', () => {
  assert.deepEqual(played(crossSignDropped), [
    'leaf: same key, day -1 to 396, by Intermediate C',
    'Intermediate C, by New Root',
    'in order',
    'reaches both, new; rehearsed with old, both, new',
    'changes certificate, intermediate, root',
  ])
})
