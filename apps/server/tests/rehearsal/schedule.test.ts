/** When a plan is rehearsed again. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import type { StoredRun } from '@foreseen/ledger'
import { askForRehearsals, decideNextRun, lookAtPlans, rehearseWork } from '../../src/rehearsal/schedule.ts'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { ledger, clock } = place
const by = { organisation: place.organisation, actor: 'system' }
const hourMs = 3_600_000
const dayMs = 24 * hourMs

const life = { notBeforeMs: 0, notAfterMs: 100 * dayMs }
const run = (state: StoredRun['state'], endedMs: number): StoredRun => ({
  id: 'run_1',
  plan: 'pla_1',
  planName: '',
  kind: 'what-if',
  state,
  runner: '',
  program: '',
  createdMs: endedMs,
  startedMs: undefined,
  endedMs,
  basis: 'b',
  attempt: 1,
  untilMs: undefined,
  share: 0,
  said: '',
})

test('after a tenth of the life left, at most weekly; sooner where it failed', () => {
  assert.equal(decideNextRun(life, [], 7, 0), 7)
  assert.equal(decideNextRun(life, [run('done', 0)], 1, 0), 7 * dayMs)
  assert.equal(decideNextRun(life, [run('done', 90 * dayMs)], 1, 0), 91 * dayMs)
  assert.equal(decideNextRun(life, [run('done', 99 * dayMs)], 1, 0), 99 * dayMs + 2.4 * hourMs)
  assert.equal(decideNextRun(life, [run('failed', 90 * dayMs)], 1, 0), 90 * dayMs + 6 * hourMs)
  const failures = Array.from({ length: 5 }, () => run('failed', 90 * dayMs))
  assert.equal(decideNextRun(life, failures, 1, 0), 91 * dayMs)
})

const der = (text: string) => new TextEncoder().encode(text)
const sha = (text: string) => createHash('sha256').update(text).digest('hex')

async function observe(endpoint: string, text: string): Promise<void> {
  const chain = [{ sha256: sha(text), spkiSha256: sha(`key ${text}`), der: der(text) }]
  const outcome = {
    state: 'served',
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    chain,
    leafIndex: 0,
    chainSha256: sha(`chain ${text}`),
    alpn: 'http/1.1',
    staple: { present: false },
    sctCount: 0,
  } as const
  await ledger.endpoints.observe(by, [
    {
      endpoint,
      observation: {
        schema: 'foreseen.observation/1',
        source: 'network',
        host: 'www.joost.test',
        port: 443,
        starttls: 'none',
        address: '192.0.2.1',
        family: 4,
        sni: 'www.joost.test',
        keyType: 'any',
        atMs: clock.ms,
        problems: [],
        outcome,
      },
    },
  ])
}

const signal = new AbortController().signal
const look = () => lookAtPlans(place.place, signal)
const runs = async () => (await ledger.rehearsals.listRuns(by)).items

async function finish(): Promise<void> {
  const claim = { runner: 'r', program: 'p', holder: 'h', clients: new Set(['a']), leaseMs: 60_000 }
  const claimed = await ledger.rehearsals.claimRun(by, claim)
  assert.ok(claimed !== undefined)
  const outcome = { answer: [], hosts: [], scenarios: [], sandbox: null }
  const attempt = { run: claimed.run, attempt: claimed.attempt, holder: 'h' }
  await ledger.rehearsals.finishRun(by, attempt, { clients: [], digest: '', outcome })
}

test('a plan with an endpoint is rehearsed once it was seen, by the calendar, and when another chain is served', async () => {
  const { id: endpoint } = await ledger.endpoints.ensure(by, {
    host: 'www.joost.test',
    port: 443,
    starttls: 'none',
  })
  const plan = {
    hosts: ['www.joost.test:443'],
    clients: [{ name: 'a', release: null }],
    scenarios: [],
  } as const
  await ledger.rehearsals.ensurePlan(by, 'watched', { ...plan, kind: 'what-if', endpoint })
  await ledger.rehearsals.ensurePlan(by, 'by hand', { ...plan, kind: 'what-if', endpoint: null })
  await look()
  assert.equal((await runs()).length, 0, 'nothing was seen yet')
  await observe(endpoint, 'one')
  await look()
  await look()
  assert.equal((await runs()).length, 1, 'one under way at most')
  await finish()
  const nextMs = await look()
  assert.ok(nextMs > clock.ms && nextMs <= clock.ms + 6 * hourMs)
  assert.equal((await runs()).length, 1)
  clock.ms += hourMs
  await observe(endpoint, 'two')
  await look()
  assert.equal((await runs()).length, 2, 'another chain')
  await finish()
  await look()
  assert.equal((await runs()).length, 2)
  clock.ms += 7 * dayMs
  await look()
  assert.equal((await runs()).length, 3, 'by the calendar')
  await finish()
})

test('the job asks for what is due and sets its own next time', async () => {
  clock.ms += 8 * dayMs
  const before = (await runs()).length
  await askForRehearsals(place.place)
  clock.ms += 2000
  rehearseWork(place.place)
  const state = async () => (await place.jobs.list({ kind: 'rehearse' })).jobs.map(job => job.state).sort()
  const deadline = performance.now() + 60_000
  while (!(await state()).includes('done') && performance.now() < deadline)
    await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(await state(), ['done', 'waiting'])
  assert.equal((await runs()).length, before + 1)
})
