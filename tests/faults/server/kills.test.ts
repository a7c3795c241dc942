import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createRandom } from '../../../bench/random.ts'
import { type Cluster, postgresMissing, startCluster } from '../../../packages/ledger/tests/postgres.ts'
import { fight } from './kills.ts'

let cluster: Cluster | undefined
after(() => cluster?.stop())

test('a server killed at six moments loses nothing that it acknowledged, and needs no hand', async () => {
  const { faults, scans, uploads } = await fight(6, createRandom(20261123).next)
  assert.deepEqual(faults, [])
  assert.ok(scans > 0 && uploads > 0, `${scans} scans, ${uploads} artefacts`)
})

test('nor does one on PostgreSQL, killed at four', { skip: postgresMissing ?? false }, async () => {
  cluster = await startCluster()
  const { faults, scans, uploads } = await fight(4, createRandom(20261123).next, await cluster.database())
  assert.deepEqual(faults, [])
  assert.ok(scans > 0 && uploads > 0, `${scans} scans, ${uploads} artefacts`)
})
