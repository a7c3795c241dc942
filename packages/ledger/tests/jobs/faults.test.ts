/** Databases that are locked, newer, gone for a while. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { JobOptions } from '../../src/jobs/contract.ts'
import { openJobs } from '../../src/jobs/open.ts'
import { systemTimers } from '../../src/jobs/timers.ts'
import { postgresMissing, startCluster } from '../postgres.ts'

const options: JobOptions = { timers: systemTimers, random: Math.random, worker: 'test', pollMs: 20 }

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 3000; tries++) {
    if (await condition()) return
    await pause(10)
  }
  throw new Error(`waited in vain until ${what}`)
}

async function inFile(act: (file: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-jobs-'))
  try {
    await act(join(dir, 'jobs.db'))
  } finally {
    rmSync(dir, { recursive: true })
  }
}

test('a file locked by another delays a job and loses nothing; the event loop goes on', () =>
  inFile(async file => {
    const queue = await openJobs(file, options)
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    let sent: string | undefined
    const sending = queue.send('scan', { n: 1 }).then(id => {
      sent = id
    })
    let turns = 0
    await until(() => ++turns > 20, 'the loop has turned')
    assert.equal(sent, undefined)
    other.exec('rollback')
    other.close()
    await sending
    assert.equal((await queue.get(sent ?? ''))?.state, 'waiting')
    await queue.close()
  }))

test('a file locked for longer than half a minute is said to be busy, and nothing is written', () =>
  inFile(async file => {
    let laterMs = 0
    const timers = { ...systemTimers, monotonicMs: () => systemTimers.monotonicMs() + laterMs }
    const queue = await openJobs(file, { ...options, timers })
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    const sending = assert.rejects(queue.send('scan', {}), { code: 'jobs-busy' })
    await pause(5)
    laterMs = 31_000
    await sending
    other.exec('rollback')
    other.close()
    assert.deepEqual((await queue.list()).jobs, [])
    await queue.close()
  }))

test('tables of a newer program are refused', () =>
  inFile(async file => {
    await (await openJobs(file, options)).close()
    const other = new DatabaseSync(file)
    other.exec('insert into job_schema (step) values (99)')
    other.close()
    await assert.rejects(openJobs(file, options), { code: 'jobs-schema-newer' })
  }))

test('a database that cannot be opened is said by code', async () => {
  await assert.rejects(openJobs('/nowhere/at/all.db', options), { code: 'ledger-cannot-open' })
  const nobody = `postgresql://foreseen@/none?host=${encodeURIComponent(join(tmpdir(), 'no-such-folder'))}`
  await assert.rejects(openJobs(nobody, options), { code: 'ledger-unreachable' })
})

test('writes that share a transaction fail alone', () =>
  inFile(async file => {
    const queue = await openJobs(file, options)
    const other = new DatabaseSync(file)
    other.exec(
      `create trigger refuse before insert on job when new.kind = 'bad' begin select raise(abort, 'no'); end`,
    )
    other.close()
    const kinds = ['scan', 'bad', 'scan', 'bad', 'scan']
    const outcomes = await Promise.allSettled(kinds.map(kind => queue.send(kind, {})))
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    )
    assert.equal((await queue.list()).jobs.length, 3)
    await queue.close()
  }))

test('what ended long ago is swept, what waits is not', () =>
  inFile(async file => {
    let laterMs = 0
    const timers = { ...systemTimers, now: () => systemTimers.now() + laterMs }
    const queue = await openJobs(file, { ...options, timers })
    const [old, waiting] = [await queue.send('scan', {}), await queue.send('scan', {})]
    await queue.cancel(old)
    laterMs = 29 * 86_400_000
    assert.equal(await queue.sweep(), 0)
    laterMs = 31 * 86_400_000
    assert.equal(await queue.sweep(), 1)
    assert.deepEqual(
      (await queue.list()).jobs.map(job => job.id),
      [waiting],
    )
    await queue.close()
  }))

test('PostgreSQL goes away in the middle and comes back: all jobs end once', {
  skip: postgresMissing,
}, async () => {
  const cluster = await startCluster()
  const troubles: unknown[] = []
  const url = await cluster.database()
  const queue = await openJobs(url, { ...options, leaseMs: 10_000, onTrouble: error => troubles.push(error) })
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const ran = new Map<string, number>()
    const hold = Promise.withResolvers<void>()
    await Promise.all(Array.from({ length: 30 }, (_, n) => queue.send('scan', { n })))
    queue.work('scan', { concurrency: 4 }, async job => {
      ran.set(job.id, (ran.get(job.id) ?? 0) + 1)
      if (ran.size === 10) hold.resolve()
      if (ran.size >= 10 && troubles.length === 0)
        await until(() => troubles.length > 0, 'the database is gone')
    })
    await hold.promise
    client.on('error', () => undefined)
    await cluster.restart()
    await until(async () => {
      const counts = await queue.counts().catch(() => [])
      return counts.some(({ state, count }) => state === 'done' && count === 30)
    }, 'all are done')
    assert.ok(troubles.length > 0)
    assert.deepEqual(
      [...ran.values()].filter(times => times > 1),
      [],
    )
  } finally {
    await client.end().catch(() => undefined)
    await queue.close()
    await cluster.stop()
  }
})
