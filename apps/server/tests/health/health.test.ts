import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { root } from '../../../../tests/house.ts'
import { open } from '../fixture.ts'
import { openWorkplace } from '../workplace.ts'

test('alive says that the process answers, ready that work may come', async () => {
  let isReachable = true
  const check = async () => {
    if (!isReachable) throw new Error('postgres://user:hush@db refused')
  }
  const { server, call, clock, log } = await open({}, { checks: [{ name: 'ledger', check }] })
  after(() => server.close())
  assert.deepEqual((await call('GET', '/healthz')).at('alive'), true)
  assert.equal((await call('GET', '/readyz')).status, 200)
  isReachable = false
  assert.equal((await call('GET', '/readyz')).status, 200, 'the last answer stands for a second')
  clock.ms += 1000
  const answer = await call('GET', '/readyz')
  assert.equal(answer.status, 503)
  assert.deepEqual(JSON.parse(answer.text), { ready: false, checks: [{ name: 'ledger', ready: false }] })
  assert.ok(log.join('').includes('not ready'), 'the reason stands in the log, not in the answer')
  assert.equal((await call('GET', '/healthz')).status, 200)
  clock.ms -= 3_600_000
  isReachable = true
  assert.equal(
    (await call('GET', '/readyz')).status,
    200,
    'a clock that goes back does not freeze the answer',
  )
})

test('a check that never answers is a check that fails', async context => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { server, call } = await open(
    {},
    { checks: [{ name: 'ledger', check: () => new Promise(() => {}) }] },
  )
  const asked = call('GET', '/readyz')
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  context.mock.timers.tick(2000)
  assert.equal((await asked).status, 503)
  context.mock.timers.reset()
  await server.close()
})

test('figures are for those who may read, unless they are open', async () => {
  const closed = await open()
  const owner = await closed.owner()
  assert.equal((await closed.call('GET', '/metrics')).status, 401)
  assert.equal((await closed.call('GET', '/metrics', { as: owner })).status, 200)
  await closed.server.close()
  const opened = await open({ metrics: 'open' })
  assert.equal((await opened.call('GET', '/metrics')).status, 200)
  await opened.server.close()
})

test('requests are counted by the template of their route, sign-ins by how they ended', async () => {
  const { server, call } = await open({ metrics: 'open' })
  after(() => server.close())
  await call('GET', '/api/v1/problems/server-role')
  await call('GET', '/api/v1/no-such-thing')
  await call('POST', '/api/v1/session', { body: { email: 'a@b.test', password: 'x' } })
  const answer = await call('GET', '/metrics')
  assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/)
  const { text } = answer
  const durations = 'foreseen_http_request_duration_seconds_count'
  assert.ok(text.includes(`${durations}{method="GET",route="/api/v1/problems/:code",status="200"} 1`), text)
  assert.ok(text.includes(`${durations}{method="GET",route="none",status="404"} 1`))
  assert.ok(text.includes('foreseen_login_attempts_total{outcome="failed"} 1'))
  assert.ok(text.includes('foreseen_build_info{version="0.0.0-test"} 1'))
  assert.ok(!text.includes('no-such-thing'))
})

test('docs/metrics.md names every figure of ours, and no other', async () => {
  const { close, call } = await openWorkplace({ metrics: 'open' })
  after(() => close())
  const { text } = await call('GET', '/metrics')
  const exported = [...text.matchAll(/^# TYPE ((?:foreseen|probe)_\w+) (\w+)/gm)]
    .map(match => `${match[1]} ${match[2]}`)
    .sort()
  const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8')
  const documented = [...page.matchAll(/^\| `((?:foreseen|probe)_\w+)` \| (\w+) \|/gm)]
    .map(match => `${match[1]} ${match[2]}`)
    .sort()
  assert.deepEqual(exported, documented)
})
