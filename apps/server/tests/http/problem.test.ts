import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { anyReader, open as openAccess } from '../../src/account/role.ts'
import type { Room } from '../../src/http/context.ts'
import { problemShape } from '../../src/http/problem.ts'
import { type Answer, open } from '../fixture.ts'

const secret = 'select * from people where password_hash = 1'
const failing: Room = server => {
  const config = { access: openAccess }
  server.get('/api/v1/fails', { config, schema: {} }, () => {
    throw new Error(secret)
  })
  server.get('/api/v1/ledger', { config, schema: {} }, () => {
    throw Object.assign(new Error(secret), { code: 'ledger-unreachable' })
  })
  server.get('/api/v1/gone', { config, schema: {} }, () => {
    throw Object.assign(new Error(secret), { code: 'ledger-missing' })
  })
  server.get('/api/v1/closed', { config: { access: anyReader }, schema: {} }, () => 'never')
}

const fixture = await open({ limits: { bodyBytes: 2000 } }, { rooms: [() => failing] })
after(() => fixture.server.close())
const validate = new Ajv2020({ strict: false }).compile(JSON.parse(JSON.stringify(problemShape)))

function isProblem(answer: Answer, status: number, code: string): void {
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
  assert.ok(validate(JSON.parse(answer.text)), JSON.stringify(validate.errors))
  assert.equal(answer.at('code'), code)
  assert.equal(answer.at('type'), `/api/v1/problems/${code}`)
  assert.equal(answer.at('requestId'), answer.headers['x-request-id'])
  assert.match(String(answer.at('requestId')), /^req_[0-9a-f]{24}$/)
  assert.ok(!answer.text.includes('select') && !answer.text.includes('at file:'), 'internal text leaks')
}

const json = { 'content-type': 'application/json' }
const login = '/api/v1/session'

test('every way to be refused is a problem document with a code of the catalogue', async () => {
  const { call } = fixture
  isProblem(await call('GET', '/api/v1/nothing'), 404, 'server-not-found')
  isProblem(await call('GET', '/nothing?x=1'), 404, 'server-not-found')
  isProblem(await call('GET', '/api/v1/%zz'), 400, 'server-bad-url')
  isProblem(await call('GET', `/api/v1/problems/${'a'.repeat(300)}`), 404, 'server-not-found')
  isProblem(await call('GET', '/api/v1/closed'), 401, 'server-unauthenticated')
  isProblem(await call('POST', login, { body: '{', headers: json }), 400, 'server-bad-json')
  isProblem(
    await call('POST', login, { body: '{"__proto__":{"a":1}}', headers: json }),
    400,
    'server-bad-json',
  )
  isProblem(await call('POST', login, { headers: json }), 400, 'server-bad-json')
  isProblem(
    await call('POST', login, { body: 'a', headers: { 'content-type': 'text/plain' } }),
    415,
    'server-media-type',
  )
  isProblem(await call('POST', login, { body: { email: 'a'.repeat(3000) } }), 413, 'server-too-large')
  isProblem(await call('GET', '/api/v1/fails'), 500, 'server-internal')
  isProblem(await call('GET', '/api/v1/ledger'), 503, 'server-busy')
  isProblem(await call('GET', '/api/v1/gone'), 404, 'server-not-found')
})

test('405 names the methods that there are', async () => {
  const answer = await fixture.call('PUT', login)
  isProblem(answer, 405, 'server-method')
  assert.equal(answer.headers.allow, 'DELETE, GET, HEAD, POST')
  isProblem(await fixture.call('DELETE', '/api/v1/problems/server-role'), 405, 'server-method')
  const preflight = await fixture.call('OPTIONS', login, { headers: { origin: 'https://evil.test' } })
  isProblem(preflight, 405, 'server-method')
  assert.equal(preflight.headers['access-control-allow-origin'], undefined)
})

test('what is wrong in a request is named by place, and its value is not repeated', async () => {
  const body = { emial: 'secret-value-1', password: 7, next: 'x' }
  const answer = await fixture.call('POST', login, { body })
  isProblem(answer, 400, 'server-invalid')
  const errors = answer.at('errors')
  assert.deepEqual(errors, [
    { at: 'body/email', detail: 'This is required.' },
    { at: 'body/emial', detail: 'There is no such field. Did you mean email?' },
    { at: 'body/next', detail: 'There is no such field.' },
    { at: 'body/password', detail: 'It must be string.' },
  ])
  assert.ok(!answer.text.includes('secret-value-1'))
})

test('the type of a problem leads to its explanation', async () => {
  const refused = await fixture.call('GET', '/api/v1/nothing')
  const explained = await fixture.call('GET', String(refused.at('type')))
  assert.equal(explained.at('meaning'), refused.at('title'))
  isProblem(await fixture.call('GET', '/api/v1/problems/no-such-code'), 404, 'server-not-found')
})

test('a route that does not say who may call it stops the start', async () => {
  const silent: Room = server => void server.get('/api/v1/silent', { schema: {} }, () => 'x')
  await assert.rejects(open({}, { rooms: [() => silent] }), /does not say who may call it/)
})
