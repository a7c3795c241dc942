import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rsa4096LongerChain } from '../../../src/rehearsal/scenarios/rsa-4096-longer-chain.ts'
import { played } from './played.ts'

test('rsa-4096-longer-chain: a bigger key and one more link under the same intermediate', () => {
  assert.deepEqual(played(rsa4096LongerChain), [
    'leaf: rsa-4096 key, day -1 to 396, by Intermediate A1',
    'Intermediate A1, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, leaf-key, key-type, chain',
  ])
})
