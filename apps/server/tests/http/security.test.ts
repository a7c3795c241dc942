import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { StartFailure } from '../../src/http/refusal.ts'
import { open, password } from '../fixture.ts'

test('every answer has strict headers, refusals too', async () => {
  const fixture = await open()
  after(() => fixture.server.close())
  for (const path of ['/api/v1/setup', '/api/v1/nothing', '/healthz']) {
    const { headers } = await fixture.call('GET', path)
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /script-src 'self'(;|$)/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.ok(!policy.includes('unsafe'), policy)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
    assert.equal(headers['strict-transport-security'], undefined, 'not without HTTPS')
    assert.equal(headers['x-powered-by'], undefined)
    assert.equal(headers['access-control-allow-origin'], undefined)
  }
  assert.equal((await fixture.call('GET', '/api/v1/setup')).headers['cache-control'], 'no-store')
})

test('behind HTTPS the cookie is bound to the host and browsers are told to stay', async () => {
  const fixture = await open({ publicUrl: 'https://foreseen.example.test' })
  after(() => fixture.server.close())
  const body = { link: await fixture.ownerLink(), email: 'o@example.test', name: 'O', password }
  const made = await fixture.call('POST', '/api/v1/setup', { body })
  assert.match(
    String(made.headers['set-cookie']),
    /^__Host-foreseen=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  )
  assert.equal(made.headers['strict-transport-security'], 'max-age=31536000')
})

test('a server that knows its names is not reached under others', async () => {
  const fixture = await open({ hosts: ['localhost', '127.0.0.1', '::1'] })
  after(() => fixture.server.close())
  const status = async (host: string) => (await fixture.call('GET', '/healthz', { headers: { host } })).status
  assert.equal(await status('localhost:8080'), 200)
  assert.equal(await status('[::1]:8080'), 200)
  assert.equal(await status('rebound.evil.test:8080'), 421)
  assert.equal(await status('localhost.evil.test'), 421)
})

test('too many requests of one address are told to wait; health is still answered', async () => {
  const fixture = await open({ limits: { requestsPerMinute: 5 } })
  after(() => fixture.server.close())
  for (let i = 0; i < 5; i++) assert.equal((await fixture.call('GET', '/api/v1/setup')).status, 200)
  const refused = await fixture.call('GET', '/api/v1/setup')
  assert.equal(refused.status, 429)
  assert.equal(refused.at('code'), 'server-rate-limited')
  assert.match(String(refused.headers['retry-after']), /^\d+$/)
  assert.equal((await fixture.call('GET', '/api/v1/nothing')).status, 429, 'looking for addresses counts too')
  assert.equal((await fixture.call('GET', '/healthz')).status, 200)
})

test('X-Forwarded-For is believed from named proxies only', async () => {
  for (const [proxies, status] of [
    [[], 429],
    [['127.0.0.1'], 200],
  ] as const) {
    const fixture = await open({ proxies, limits: { requestsPerMinute: 1 } })
    const ask = (address: string) =>
      fixture.call('GET', '/api/v1/setup', { headers: { 'x-forwarded-for': address } })
    await ask('192.0.2.1')
    assert.equal((await ask('192.0.2.2')).status, status)
    await fixture.server.close()
  }
})

test('options that cannot be are refused by name', async () => {
  const refused = async (raw: object, message: RegExp) =>
    assert.rejects(
      open(raw),
      (error: unknown) => error instanceof StartFailure && message.test(error.message),
    )
  await refused({ publicUrl: 'foreseen.example' }, /publicUrl/)
  await refused({ publicUrl: 'https://a.test/path' }, /publicUrl/)
  await refused({ metric: 'open' }, /Did you mean metrics\?/)
  await refused({ limits: { bodyBytes: -1 } }, /limits\.bodyBytes/)
})
