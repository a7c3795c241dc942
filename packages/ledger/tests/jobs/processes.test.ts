/** Workers as processes: shared work, and kill -9 in the middle. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { Job, JobOptions, JobQueue } from '../../src/jobs/contract.ts'
import { uuidFromId } from '../../src/jobs/identity.ts'
import { openPostgresJobs } from '../../src/jobs/postgres/open.ts'
import { openSqliteJobs } from '../../src/jobs/sqlite/open.ts'
import { systemTimers } from '../../src/jobs/timers.ts'
import { type Cluster, postgresMissing, startCluster } from '../postgres.ts'
import { type Member, startMember } from './fleet.ts'

const options: JobOptions = {
  timers: systemTimers,
  random: Math.random,
  worker: 'test',
  leaseMs: 10_000,
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 6000; tries++) {
    if (await condition()) return
    await pause(20)
  }
  throw new Error(`waited in vain until ${what}`)
}

const nameOf = (member: Member): string => `process ${member.pid}`

const countOf = async (queue: JobQueue, state: string): Promise<number> =>
  (await queue.counts()).filter(row => row.state === state).reduce((sum, row) => sum + row.count, 0)

/** Every job ended; only what a killed member had begun was begun twice. */
async function judge(members: readonly Member[], killed: readonly string[], count: number): Promise<void> {
  const ends = new Map<string, number>()
  for (const line of members.flatMap(member => member.lines.filter(line => line.startsWith('end '))))
    ends.set(line.split(' ')[1] ?? '', (ends.get(line.split(' ')[1] ?? '') ?? 0) + 1)
  assert.equal(ends.size, count, 'a job was lost')
  const doubled = [...ends].filter(([, times]) => times > 1).map(([id]) => id)
  // A killed process may have ended a handler whose completion it could not write: at least once, and no more than that.
  assert.deepEqual(
    doubled.filter(id => !killed.includes(id)),
    [],
    'a job ran twice',
  )
  const begun = members.flatMap(member => member.lines.filter(line => line.startsWith('begin ')))
  const again = begun.filter(line => !line.endsWith(' 1')).map(line => line.split(' ')[1] ?? '')
  assert.deepEqual(
    again.filter(id => !killed.includes(id)),
    [],
    'a job that nobody lost was begun again',
  )
}

let cluster: Cluster | undefined
before(async () => {
  if (postgresMissing === undefined) cluster = await startCluster()
})
after(() => cluster?.stop())

for (const size of [2, 4])
  test(`${size} processes share 2,000 jobs on PostgreSQL, one is killed`, {
    skip: postgresMissing,
  }, async () => {
    const url = (await cluster?.database()) ?? ''
    const queue = await openPostgresJobs(url, options)
    const client = new Client({ connectionString: url })
    await client.connect()
    for (let from = 0; from < 2000; from += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, n) => queue.send('scan', { n: from + n, hold: n + from === 700 })),
      )
    const members = Array.from({ length: size }, () => startMember('postgresql', url, 5))
    try {
      const running = async (): Promise<readonly Job[]> =>
        (await queue.list({ state: 'running', limit: 500 })).jobs
      const holder = async (): Promise<Member | undefined> => {
        const held = (await running()).find(job => job.payload.hold === true)
        return members.find(member => held?.worker === nameOf(member))
      }
      await until(
        async () => (await countOf(queue, 'done')) > 900 && (await holder()) !== undefined,
        'half is done',
      )
      const victim = await holder()
      await victim?.kill()
      // A claim whose process died before it wrote its name has none.
      const others = members.filter(member => member !== victim).map(nameOf)
      const lost = (await running()).filter(job => !others.includes(job.worker ?? '')).map(job => job.id)
      assert.ok(lost.length > 0, 'the killed process held nothing')
      // The lease of the dead runs out: an hour passes for what it held.
      await client.query(
        `update foreseen_jobs.job set heartbeat_on = heartbeat_on - interval '1 hour'
         where state = 'active' and id = any ($1)`,
        [lost.map(uuidFromId)],
      )
      await until(async () => (await countOf(queue, 'done')) === 2000, 'all are done')
      await judge(members, lost, 2000)
    } finally {
      await Promise.all(members.map(member => member.end()))
      await client.end()
      await queue.close()
    }
  })

test('a process on SQLite is killed in the middle; the next one goes on after the lease', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-jobs-'))
  const file = join(dir, 'jobs.db')
  const queue = openSqliteJobs(file, options)
  const members: Member[] = []
  try {
    await Promise.all(Array.from({ length: 200 }, (_, n) => queue.send('scan', { n, hold: n % 50 === 0 })))
    const first = startMember('sqlite', file, 8)
    members.push(first)
    await until(async () => (await countOf(queue, 'done')) > 150, 'most are done')
    await first.kill()
    const lost = (await queue.list({ state: 'running', limit: 500 })).jobs.map(job => job.id)
    assert.ok(lost.length >= 4)
    // Clocks of the next one stand an hour later: the leases have run out.
    members.push(startMember('sqlite', file, 8, 1))
    await until(async () => (await countOf(queue, 'done')) === 200, 'all are done')
    await judge(members, lost, 200)
  } finally {
    await Promise.all(members.map(member => member.end()))
    await queue.close()
    rmSync(dir, { recursive: true })
  }
})

test('killed twelve times at any line of its work, on SQLite: no job is lost, none is done twice that was noted', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-jobs-'))
  const file = join(dir, 'jobs.db')
  const queue = openSqliteJobs(file, options)
  const members: Member[] = []
  const lost: string[] = []
  // Primes, so that the kills meet every phase of claim, run and completion.
  const moments = [1, 2, 3, 7, 13, 29, 37, 53, 61, 71, 83, 97]
  try {
    await Promise.all(Array.from({ length: 600 }, (_, n) => queue.send('scan', { n }, { retries: 20 })))
    for (let kill = 0; kill < 12; kill++) {
      const member = startMember('sqlite', file, 8, kill)
      members.push(member)
      await until(() => member.lines.length > (moments[kill] ?? 0), 'it worked')
      await member.kill()
      lost.push(...(await queue.list({ state: 'running', limit: 500 })).jobs.map(job => job.id))
    }
    members.push(startMember('sqlite', file, 8, 12))
    await until(async () => (await countOf(queue, 'done')) === 600, 'all are done')
    await judge(members, lost, 600)
  } finally {
    await Promise.all(members.map(member => member.end()))
    await queue.close()
    rmSync(dir, { recursive: true })
  }
})
