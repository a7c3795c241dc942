import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '../../../bench/random.ts'
import { fight } from './kills.ts'

test('a server killed at six moments loses nothing that it acknowledged, and needs no hand', async () => {
  const { faults, scans, uploads } = await fight(6, createRandom(20261123).next)
  assert.deepEqual(faults, [])
  assert.ok(scans > 0 && uploads > 0, `${scans} scans, ${uploads} artefacts`)
})
