import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newRootCrossSigned } from '../../../src/rehearsal/scenarios/new-root-cross-signed.ts'
import { played } from './played.ts'

test('new-root-cross-signed: the new root is reached, and the old one through the cross-sign', () => {
  assert.deepEqual(played(newRootCrossSigned), [
    'leaf: same key, day -1 to 396, by Intermediate C',
    'Intermediate C, by New Root',
    'New Root, by Old Root',
    'in order',
    'reaches old, both, new; rehearsed with old, both',
    'changes certificate, intermediate, root, cross-sign',
  ])
})
