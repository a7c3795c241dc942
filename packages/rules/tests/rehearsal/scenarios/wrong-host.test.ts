import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrongHost } from '../../../src/rehearsal/scenarios/wrong-host.ts'
import { played } from './played.ts'

test('wrong-host: the leaf names another host, all else is in order', () => {
  assert.deepEqual(played(wrongHost), [
    'leaf: same key, day -30 to 60, another name, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, names',
  ])
})
