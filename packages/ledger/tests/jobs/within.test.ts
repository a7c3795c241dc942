/** A job and the change that asks for it: both or neither. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openJobs } from '../../src/jobs/open.ts'
import { systemTimers } from '../../src/jobs/timers.ts'
import { openLedger } from '../../src/ledger.ts'
import { postgresMissing, startCluster } from '../postgres.ts'

async function bothOrNeither(address: string): Promise<void> {
  const ledger = await openLedger({ address, clock: Date.now, random: size => randomBytes(size) })
  const jobs = await openJobs(address, { timers: systemTimers, random: Math.random, worker: 'test' })
  try {
    const undone = ledger.transact(async change => {
      await jobs.sendWithin(change.rows, 'scan', { n: 1 }, { key: 'rel_1' })
      throw new Error('undone')
    })
    await assert.rejects(undone, /undone/)
    assert.deepEqual((await jobs.list()).jobs, [])
    const ids = await ledger.transact(async change => [
      await jobs.sendWithin(change.rows, 'scan', { n: 2 }, { key: 'rel_1', priority: 3 }),
      await jobs.sendWithin(change.rows, 'scan', { n: 3 }, { key: 'rel_1' }),
      await jobs.sendWithin(change.rows, 'scan', { n: 4 }),
    ])
    assert.equal(ids[0], ids[1])
    assert.deepEqual((await jobs.get(ids[0] ?? ''))?.payload, { n: 2 })
    assert.equal((await jobs.list()).jobs.length, 2)
    assert.equal(await jobs.send('scan', { n: 5 }, { key: 'rel_1' }), ids[0])
    // A kind that nobody ever sent, in a change that has read before: its queue is not in the change's view.
    await ledger.transact(async change => {
      await change.rows.selectFrom('products').select('id').execute()
      await jobs.sendWithin(change.rows, 'housekeeping', { n: 6 })
    })
    assert.equal((await jobs.list({ kind: 'housekeeping' })).jobs.length, 1)
    // While a change is open, jobs go on: they wait for it and do not block it.
    const order: string[] = []
    await ledger.transact(async change => {
      await jobs.sendWithin(change.rows, 'observe', {})
      const sending = jobs.send('forecast', {}).then(() => order.push('sent'))
      await jobs.list()
      order.push('changed')
      if (ledger.engine.name === 'postgresql') await sending
    })
    await jobs.send('forecast', {})
    assert.ok(order.includes('sent'))
    assert.equal((await jobs.list()).jobs.length, 6)
  } finally {
    await jobs.close()
    await ledger.close()
  }
}

test('a job sent within a change of the ledger, on SQLite', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-jobs-'))
  try {
    await bothOrNeither(join(dir, 'ledger.db'))
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('a job sent within a change of the ledger, on PostgreSQL', { skip: postgresMissing }, async () => {
  const cluster = await startCluster()
  try {
    await bothOrNeither(await cluster.database())
  } finally {
    await cluster.stop()
  }
})
