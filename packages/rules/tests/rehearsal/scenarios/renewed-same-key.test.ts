import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renewedSameKey } from '../../../src/rehearsal/scenarios/renewed-same-key.ts'
import { played } from './played.ts'

test('renewed-same-key: only the certificate is another one', () => {
  assert.deepEqual(played(renewedSameKey), [
    'leaf: same key, day -1 to 396, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate',
  ])
})
