import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { callerOf, cheap, open, password, textAt } from '../fixture.ts'

const fixture = await open({ limits: { loginsPerMinute: 1000, requestsPerMinute: 100_000 } })
after(() => fixture.server.close())
const { call, clock, store } = fixture
const owner = await fixture.owner()
const login = (email: string, secret: string, headers: Record<string, string> = {}) =>
  call('POST', '/api/v1/session', { body: { email, password: secret }, headers })

test('signing in: the address in any case, a session of its own each time, stored as a hash', async () => {
  const answer = await login(' Owner@EXAMPLE.test', password)
  assert.equal(answer.status, 200, answer.text)
  const second = await fixture.signIn('owner@example.test', password)
  const secret = String(second.headers.cookie).split('=')[1] ?? ''
  assert.equal(secret.length, 43)
  assert.ok(!JSON.stringify(store.rows).includes(secret))
  assert.notEqual(callerOf(answer).headers.cookie, second.headers.cookie)
  assert.ok(!answer.text.includes(secret))
})

test('unknown, closed and passwordless accounts answer as a wrong password does', async () => {
  const body = { email: 'invited@example.test', name: 'I', role: 'viewer' }
  assert.equal((await call('POST', '/api/v1/people', { body, as: owner })).status, 201)
  const seen = new Set<string>()
  for (const [email, secret] of [
    ['owner@example.test', 'wrong password'],
    ['nobody@example.test', password],
    ['invited@example.test', password],
  ] as const) {
    const answer = await login(email, secret)
    assert.equal(answer.status, 401)
    seen.add(`${answer.at('code')} ${answer.at('detail')} ${answer.headers['retry-after']}`)
  }
  assert.equal(seen.size, 1)
})

test('after five failures an address waits, whether the account exists or not, and the right password too', async () => {
  for (const email of ['owner@example.test', 'ghost@example.test']) {
    for (let i = 0; i < 5; i++) await login(email, 'wrong password')
    const refused = await login(email, password)
    assert.equal(refused.status, 429)
    assert.equal(refused.at('code'), 'server-login-throttled')
    assert.match(String(refused.headers['retry-after']), /^\d+$/)
  }
  clock.ms += 3_600_001
  assert.equal((await login('owner@example.test', password)).status, 200)
  assert.ok(store.events.some(({ kind }) => kind === 'session.refused'))
})

test('a hash of an earlier cost is replaced at the next sign-in', async () => {
  const dearer = await open({ passwords: { ...cheap, passes: 2 } }, { memory: store.rows })
  dearer.clock.ms = clock.ms
  const hashIn = () => store.rows.people.find(({ email }) => email === 'owner@example.test')?.passwordHash
  assert.match(hashIn() ?? '', /t=1,/)
  const body = { email: 'owner@example.test', password }
  assert.equal((await dearer.call('POST', '/api/v1/session', { body })).status, 200)
  assert.match(hashIn() ?? '', /t=2,/)
  await dearer.server.close()
})

test('a session ends after its idle time, and after its whole time whatever happens', async () => {
  const idle = await fixture.signIn('owner@example.test', password)
  clock.ms += 11 * 3_600_000
  assert.equal((await call('GET', '/api/v1/session', { as: idle })).status, 200, 'use keeps it')
  clock.ms += 12 * 3_600_000
  assert.equal((await call('GET', '/api/v1/session', { as: idle })).status, 401)
  const busy = await fixture.signIn('owner@example.test', password)
  for (let hours = 0; hours < 14 * 24 - 10; hours += 10) {
    assert.equal((await call('GET', '/api/v1/session', { as: busy })).status, 200)
    clock.ms += 10 * 3_600_000
  }
  clock.ms += 10 * 3_600_000
  assert.equal((await call('GET', '/api/v1/session', { as: busy })).status, 401)
})

test('own sessions are seen and ended, those of others are not', async () => {
  const mine = await fixture.signIn('owner@example.test', password)
  const other = await fixture.signIn('owner@example.test', password)
  const viewer = await fixture.join(mine, 'viewer')
  const list = await call('GET', '/api/v1/sessions', { as: mine })
  const items = list.at('items')
  assert.ok(Array.isArray(items) && items.length === 2, list.text)
  const others = items.find(item => Object(item).isThis === false)
  const path = `/api/v1/sessions/${Object(others).id}`
  assert.equal((await call('DELETE', path, { as: viewer })).status, 404)
  assert.equal((await call('DELETE', path, { as: mine })).status, 204)
  assert.equal((await call('GET', '/api/v1/session', { as: other })).status, 401)
  const out = await call('DELETE', '/api/v1/session', { as: mine })
  assert.equal(out.status, 204)
  assert.match(
    String(out.headers['set-cookie']),
    /^foreseen_session=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970/,
  )
  assert.equal((await call('GET', '/api/v1/session', { as: mine })).status, 401)
})

test('a new password ends other sessions and needs the old one', async () => {
  const mine = await fixture.signIn('owner@example.test', password)
  const other = await fixture.signIn('owner@example.test', password)
  const put = (current: string, next: string) =>
    call('PUT', '/api/v1/password', { body: { current, next }, as: mine })
  assert.equal((await put('wrong', 'another long password')).at('code'), 'server-login-failed')
  assert.equal((await put(password, 'short')).at('code'), 'server-weak-password')
  assert.equal((await put(password, 'another long password')).status, 204)
  assert.equal((await call('GET', '/api/v1/session', { as: other })).status, 401)
  assert.equal((await call('GET', '/api/v1/session', { as: mine })).status, 200)
  assert.equal((await login('owner@example.test', 'another long password')).status, 200)
  assert.equal((await put('another long password', password)).status, 204)
})

test('a change by cookie needs the token of its session, and pages of this server', async () => {
  const mine = await fixture.signIn('owner@example.test', password)
  const other = await fixture.signIn('owner@example.test', password)
  const body = { name: 'x', scopes: ['read'], days: 1 }
  const cookie = { cookie: mine.headers.cookie ?? '' }
  const status = async (headers: Record<string, string>) =>
    textAt(await call('POST', '/api/v1/tokens', { body, headers }), 'code')
  const token = mine.headers['x-csrf-token'] ?? ''
  assert.equal(await status(cookie), 'server-csrf')
  assert.equal(await status({ ...cookie, 'x-csrf-token': 'forged' }), 'server-csrf')
  assert.equal(
    await status({ ...cookie, 'x-csrf-token': other.headers['x-csrf-token'] ?? '' }),
    'server-csrf',
  )
  assert.equal(
    await status({ ...cookie, 'x-csrf-token': token, 'sec-fetch-site': 'cross-site' }),
    'server-csrf',
  )
  assert.equal(await status({ ...cookie, 'x-csrf-token': token, origin: 'https://evil.test' }), 'server-csrf')
  assert.equal(await status({ ...cookie, 'x-csrf-token': token, origin: 'null' }), 'server-csrf')
  const good = {
    ...cookie,
    'x-csrf-token': token,
    origin: 'http://localhost:80',
    'sec-fetch-site': 'same-origin',
    host: 'localhost',
  }
  assert.equal((await call('POST', '/api/v1/tokens', { body, headers: good })).status, 201)
  const signIn = await login('owner@example.test', password, { 'sec-fetch-site': 'cross-site' })
  assert.equal(signIn.at('code'), 'server-csrf', 'signing somebody in from elsewhere')
})

test('behind a proxy that changes the host, pages of the public address are own pages', async () => {
  const proxied = await open({ publicUrl: 'https://foreseen.example.test' })
  const body = { link: await proxied.ownerLink(), email: 'o@example.test', name: 'O', password }
  const from = async (origin: string) =>
    (await proxied.call('POST', '/api/v1/setup', { body, headers: { origin, host: '10.0.0.7:8480' } })).status
  assert.equal(await from('https://evil.test'), 403)
  assert.equal(await from('https://foreseen.example.test'), 200)
  await proxied.server.close()
})

test('a cookie beside a bad token gives nothing', async () => {
  const mine = await fixture.signIn('owner@example.test', password)
  const headers = { cookie: mine.headers.cookie ?? '', authorization: 'Bearer fsn_wrong' }
  assert.equal((await call('GET', '/api/v1/session', { headers })).status, 401)
})

test('roles are changed by what was seen; the last owner stays', async () => {
  const mine = await fixture.signIn('owner@example.test', password)
  const id = textAt(await call('GET', '/api/v1/session', { as: mine }), 'person', 'id')
  const path = `/api/v1/people/${id}`
  const etag = String((await call('GET', path, { as: mine })).headers.etag)
  const patch = (role: string, match?: string) =>
    call('PATCH', path, {
      body: { role },
      as: mine,
      ...(match === undefined ? {} : { headers: { 'if-match': match } }),
    })
  assert.equal((await patch('viewer')).status, 428)
  assert.equal((await patch('viewer', '"other"')).status, 412)
  assert.equal((await patch('viewer', `W/${etag}`)).status, 412)
  assert.equal((await patch('viewer', etag)).at('code'), 'server-conflict')
  assert.equal((await call('DELETE', path, { as: mine })).at('code'), 'server-conflict')
  const second = await fixture.join(mine, 'owner')
  const secondId = textAt(await call('GET', '/api/v1/session', { as: second }), 'person', 'id')
  const both = await Promise.all([
    call('DELETE', path, { as: second }),
    call('DELETE', `/api/v1/people/${secondId}`, { as: mine }),
  ])
  const text = both.map(({ text }) => text).join()
  assert.deepEqual(both.map(({ status }) => status).sort(), [204, 409], text)
})
