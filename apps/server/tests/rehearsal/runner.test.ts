/** The protocol of runners: taking, keeping, losing, giving back, ending. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Caller, textAt } from '../fixture.ts'
import { openWorkplace } from '../workplace.ts'
import { reportOf } from './report.ts'

const place = await openWorkplace()
after(() => place.close())
const { call, clock } = place
const owner = await place.owner()

async function tokenOf(scope: string): Promise<Caller> {
  const body = { name: scope, scopes: [scope], days: 1 }
  const made = await call('POST', '/api/v1/tokens', { body, as: owner })
  return { headers: { authorization: `Bearer ${textAt(made, 'token')}` } }
}

const token = await tokenOf('runner')
const say = (path: string, body: object, as: Caller = token) =>
  call('POST', `/api/v1/runner/${path}`, { body, as })
const hello = (name: string, clients: readonly string[] = ['joost 0.9.1'], as: Caller = token) =>
  say('hello', { name, program: 'foreseen 0.1.0', clients }, as)

let plans = 0
async function askedRun(): Promise<string> {
  const body = {
    name: `plan ${plans++}`,
    hosts: ['www.joost.test'],
    clients: [{ name: 'joost 0.9.1' }],
    kind: 'what-if',
  }
  const plan = await call('POST', '/api/v1/rehearsal-plans', { body, as: owner })
  return textAt(await call('POST', `/api/v1/rehearsal-plans/${plan.at('id')}/runs`, { as: owner }), 'id')
}

const shown = (run: string) => call('GET', `/api/v1/runs/${run}`, { as: owner })
const report = reportOf(['joost 0.9.1'])

test('a run goes to a runner that has its clients, is watched, and comes back as a matrix', async () => {
  const run = await askedRun()
  assert.equal((await say('claim', { name: 'nobody' })).at('code'), 'server-conflict')
  await hello('other', ['curl'])
  assert.equal((await say('claim', { name: 'other' })).status, 204)
  assert.deepEqual((await hello('build-3')).at('leaseSeconds'), 60)
  const claimed = await say('claim', { name: 'build-3' })
  assert.equal(claimed.status, 200, claimed.text)
  assert.deepEqual([claimed.at('run'), claimed.at('attempt')], [run, 1])
  assert.deepEqual(claimed.at('clients'), [{ name: 'joost 0.9.1', release: null }])
  assert.equal(claimed.at('currentChainPem'), '')
  const noted = await say(`runs/${run}/progress`, { attempt: 1, share: 0.25, text: 'joost 0.9.1: re-keyed' })
  assert.equal(noted.status, 204, noted.text)
  const during = await shown(run)
  assert.deepEqual(
    [during.at('state'), during.at('runner'), during.at('share'), during.at('text')],
    ['running', 'build-3', 0.25, 'joost 0.9.1: re-keyed'],
  )
  const done = await say(`runs/${run}/finish`, { attempt: 1, report })
  assert.deepEqual([done.status, done.at('changed')], [200, true], done.text)
  assert.equal((await say(`runs/${run}/finish`, { attempt: 1, report })).at('changed'), false)
  const after = await shown(run)
  assert.deepEqual([after.at('state'), after.at('share')], ['done', 1])
  assert.equal(after.at('clients', 0, 'rehearsed', 'pin', 'kind'), 'certificate')
  const runners = await call('GET', '/api/v1/runners', { as: owner })
  assert.equal(runners.at('items', 0, 'name'), 'build-3')
})

test('a runner that is killed loses its run when the lease is over, and nothing it says counts any more', async () => {
  const run = await askedRun()
  await hello('a')
  await hello('b')
  assert.equal((await say('claim', { name: 'a' })).at('run'), run)
  assert.equal((await say('claim', { name: 'b' })).status, 204)
  clock.ms += 60_000
  assert.equal((await shown(run)).at('state'), 'waiting')
  assert.match(textAt(await shown(run), 'text'), /a is no longer heard of/)
  const second = await say('claim', { name: 'b' })
  assert.deepEqual([second.at('run'), second.at('attempt')], [run, 2])
  for (const [path, body] of [
    ['progress', { attempt: 1, share: 1, text: '' }],
    ['finish', { attempt: 1, report }],
    ['fail', { attempt: 1, reason: 'no' }],
    ['give-back', { attempt: 1 }],
  ] as const)
    assert.equal((await say(`runs/${run}/${path}`, body)).at('code'), 'server-lease-lost', path)
  assert.equal((await say(`runs/${run}/finish`, { attempt: 2, report })).at('changed'), true)
})

test('the attempt is bound to the token, and a name that another token took over is not known', async () => {
  const run = await askedRun()
  await hello('c')
  assert.equal((await say('claim', { name: 'c' })).at('run'), run)
  const stranger = await tokenOf('runner')
  const foreign = await say(`runs/${run}/finish`, { attempt: 1, report }, stranger)
  assert.equal(foreign.at('code'), 'server-lease-lost')
  await hello('c', ['joost 0.9.1'], stranger)
  assert.equal((await say('claim', { name: 'c' })).at('code'), 'server-conflict')
  assert.equal((await say(`runs/${run}/give-back`, { attempt: 1 })).status, 204)
  assert.equal((await say(`runs/${run}/give-back`, { attempt: 1 })).status, 204)
  assert.equal((await say('claim', { name: 'c' }, stranger)).at('attempt'), 2)
  const failed = await say(`runs/${run}/fail`, { attempt: 2, reason: 'No sandbox works here.' }, stranger)
  assert.equal(failed.at('changed'), true)
  assert.deepEqual(
    [(await shown(run)).at('state'), (await shown(run)).at('text')],
    ['failed', 'No sandbox works here.'],
  )
})

test('a report of something else ends nothing', async () => {
  const run = await askedRun()
  await hello('d')
  await say('claim', { name: 'd' })
  const refused = async (other: object, at: string) => {
    const answer = await say(`runs/${run}/finish`, { attempt: 1, report: other })
    assert.equal(answer.status, 400, answer.text)
    assert.equal(answer.at('errors', 0, 'at'), at)
  }
  await refused(reportOf(['curl']), 'body/report/clients/0/client')
  await refused(reportOf(['joost 0.9.1'], ['real']), 'body/report/clients/0/kind')
  assert.equal((await shown(run)).at('state'), 'running')
  await call('POST', `/api/v1/runs/${run}/cancel`, { as: owner })
  const late = await say(`runs/${run}/progress`, { attempt: 1, share: 0.5, text: '' })
  assert.equal(late.at('code'), 'server-lease-lost')
})

test('no other scope reaches the protocol', async () => {
  for (const scope of ['read', 'push', 'respond', 'write', 'admin']) {
    const other = await tokenOf(scope)
    assert.equal((await hello('x', [], other)).at('code'), 'server-scope', scope)
  }
  assert.equal((await call('GET', '/api/v1/runs', { as: token })).at('code'), 'server-scope')
})
