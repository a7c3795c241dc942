/** Two hundred kills at other moments each day. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '../../../bench/random.ts'
import { fight } from './kills.ts'

const seed = Number(process.env.FORESEEN_SEED ?? Math.floor(Date.now() / 86_400_000))

test(`a server killed at 200 moments loses nothing, seed ${seed}`, async () => {
  const { faults, scans } = await fight(200, createRandom(seed).next)
  assert.deepEqual(faults, [])
  assert.ok(scans >= 200, `${scans} scans`)
})
