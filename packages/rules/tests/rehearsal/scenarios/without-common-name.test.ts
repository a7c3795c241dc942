import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutCommonName } from '../../../src/rehearsal/scenarios/without-common-name.ts'
import { played } from './played.ts'

test('without-common-name: the subject has no common name', () => {
  assert.deepEqual(played(withoutCommonName), [
    'leaf: same key, day -1 to 396, no common name, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, names',
  ])
})
