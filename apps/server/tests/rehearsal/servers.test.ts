/** Several servers on one database, several runners, some of which are killed: no run is made twice at once or kept twice. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { listEvents, openJobs, openLedger, systemTimers } from '@foreseen/ledger'
import { postgresMissing } from '../../../../packages/ledger/tests/postgres.ts'
import { ledgerAccounts } from '../../src/account/ledger.ts'
import { ledgerRooms } from '../../src/rooms.ts'
import type { TestEngine } from '../database.ts'
import { type Answer, type Caller, type Fixture, open, textAt } from '../fixture.ts'
import { openWorkplace, type Workplace } from '../workplace.ts'
import { reportOf } from './report.ts'

const runs = 24
const report = reportOf(['joost 0.9.1'])

/** A second server of the same organisation, on the same database and clock. */
async function openSecond(first: Workplace): Promise<Fixture & { close(): Promise<void> }> {
  const { address } = first
  const random = (size: number) => randomBytes(size)
  const now = () => first.clock.ms
  const ledger = await openLedger({ address, clock: now, random })
  const timers = { ...systemTimers, now }
  const jobs = await openJobs(address, { timers, random: Math.random, worker: 'second' })
  const place = { ...first.place, ledger, jobs }
  const accounts = ledgerAccounts(ledger, first.organisation)
  const limits = { requestsPerMinute: 100_000 }
  const fixture = await open({ limits }, { accounts, rooms: ledgerRooms(place), clock: first.clock })
  const close = async () => {
    await fixture.server.close()
    await jobs.close(0)
    await ledger.close()
  }
  return { ...fixture, close }
}

type Say = (path: string, body: object) => Promise<Answer>

/** Takes runs until there is none; every fifth it takes is left lying, as one that is killed does. */
async function work(say: Say, name: string, taken: string[], isMortal: boolean): Promise<void> {
  await say('hello', { name, program: 'foreseen test', clients: ['joost 0.9.1'] })
  for (let count = 1; ; count++) {
    const claimed = await say('claim', { name })
    if (claimed.status === 204) return
    assert.equal(claimed.status, 200, claimed.text)
    const [run, attempt] = [textAt(claimed, 'run'), claimed.at('attempt')]
    taken.push(`${run} ${attempt}`)
    if (isMortal && count % 5 === 0) continue
    const finished = await say(`runs/${run}/finish`, { attempt, report })
    assert.deepEqual([finished.status, finished.at('changed')], [200, true], finished.text)
  }
}

async function share(engine: TestEngine): Promise<void> {
  const first = await openWorkplace({}, { engine })
  const second = await openSecond(first)
  try {
    const owner = await first.owner()
    const token = { name: 'runners', scopes: ['runner'], days: 1 }
    const made = await first.call('POST', '/api/v1/tokens', { body: token, as: owner })
    const as: Caller = { headers: { authorization: `Bearer ${textAt(made, 'token')}` } }
    const asked: string[] = []
    for (let number = 0; number < runs; number++) {
      const clients = [{ name: 'joost 0.9.1' }]
      const body = { name: `plan ${number}`, hosts: ['www.joost.test'], clients, kind: 'what-if' }
      const plan = await first.call('POST', '/api/v1/rehearsal-plans', { body, as: owner })
      const path = `/api/v1/rehearsal-plans/${plan.at('id')}/runs`
      asked.push(textAt(await second.call('POST', path, { as: owner }), 'id'))
    }
    const taken: string[] = []
    const say =
      (server: Fixture): Say =>
      (path, body) =>
        server.call('POST', `/api/v1/runner/${path}`, { body, as })
    const round = async (isMortal: boolean) =>
      await Promise.all(
        ['a', 'b', 'c', 'd'].map((name, at) =>
          work(say(at % 2 === 0 ? first : second), name, taken, isMortal),
        ),
      )
    await round(true)
    const killed = taken.length - (await done(first, asked))
    await round(false)
    assert.equal(await done(first, asked), runs - killed, 'a lease holds until it has run out')
    first.clock.ms += 60_000
    await round(false)
    assert.equal(await done(first, asked), runs)
    assert.equal(new Set(taken).size, taken.length, 'no attempt was given twice')
    assert.equal(taken.length, runs + killed)
    for (const run of asked) {
      const { items } = await listEvents(first.ledger.read, { subject: run })
      assert.equal(items.filter(({ kind }) => kind === 'rehearsal.done').length, 1)
      assert.equal((await first.ledger.rehearsals.readClients(run)).length, 1)
    }
  } finally {
    await second.close()
    await first.close()
  }
}

async function done({ ledger, organisation }: Workplace, asked: readonly string[]): Promise<number> {
  const all = await Promise.all(asked.map(run => ledger.rehearsals.getRun(organisation, run)))
  return all.filter(({ state }) => state === 'done').length
}

test('two servers and four runners share runs on sqlite', () => share('sqlite'))

test('two servers and four runners share runs on postgresql', { skip: postgresMissing ?? false }, () =>
  share('postgresql'),
)
