import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reKeyed } from '../../../src/rehearsal/scenarios/re-keyed.ts'
import { played } from './played.ts'

test('re-keyed: certificate and key of the leaf are others, of the same kind', () => {
  assert.deepEqual(played(reKeyed), [
    'leaf: new key, day -1 to 396, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, leaf-key',
  ])
})
