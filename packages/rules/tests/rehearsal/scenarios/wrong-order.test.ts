import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrongOrder } from '../../../src/rehearsal/scenarios/wrong-order.ts'
import { played } from './played.ts'

test('wrong-order: the certificates of the cross-signed move, two of them swapped', () => {
  assert.deepEqual(played(wrongOrder), [
    'leaf: same key, day -1 to 396, by Intermediate C',
    'New Root, by Old Root',
    'Intermediate C, by New Root',
    'not in order',
    'reaches old, both, new; rehearsed with old, both',
    'changes certificate, intermediate, root, cross-sign, chain',
  ])
})
