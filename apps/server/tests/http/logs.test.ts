import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openLog } from '../../src/http/logs.ts'
import { open, password, textAt } from '../fixture.ts'

test('whatever is called like a secret is not written, at the top and below', () => {
  const lines: string[] = []
  const log = openLog('info', { write: line => void lines.push(line) })
  const secrets = {
    password: 'hush-1',
    token: 'hush-2',
    link: 'hush-3',
    cookie: 'hush-4',
    passwordHash: 'hush-5',
  }
  const headers = {
    authorization: 'Bearer hush-6',
    'set-cookie': 'hush-7',
    'x-csrf-token': 'hush-8',
    accept: 'shown',
  }
  log.info({ ...secrets, headers, body: secrets, deep: { body: secrets, headers } }, 'done')
  assert.ok(!lines.join('').includes('hush'), lines.join(''))
  assert.ok(lines.join('').includes('shown'))
  const failure = Object.assign(new Error('told'), { row: { password_hash: 'hush-9' } })
  log.error({ err: failure }, 'failed')
  assert.ok(lines.join('').includes('told') && !lines.join('').includes('hush-9'))
  const [first = ''] = lines
  assert.match(first, /^\{"level":"info","time":"\d{4}-\d{2}-\d{2}T[\d:.]+Z"/)
})

test('a day of work leaves no secret in the log: passwords, links, cookies, tokens, searches', async () => {
  const { server, call, log, owner, ownerLink, store } = await open({ logLevel: 'debug' })
  after(() => server.close())
  const link = await ownerLink()
  const mine = await owner()
  await call('POST', '/api/v1/session', { body: { email: 'owner@example.test', password: 'a wrong secret' } })
  const made = await call('POST', '/api/v1/tokens', {
    body: { name: 'ci', scopes: ['read'], days: 1 },
    as: mine,
  })
  const token = textAt(made, 'token')
  await call('GET', '/api/v1/session?query=CN%3Dsearched-for', {
    headers: { authorization: `Bearer ${token}` },
  })
  await call('POST', '/api/v1/session', {
    body: `{"password":"${password}`,
    headers: { 'content-type': 'application/json' },
  })
  const text = log.join('')
  const cookie = String(mine.headers.cookie).split('=')[1] ?? ''
  const secrets = [
    link,
    password,
    'a wrong secret',
    cookie,
    mine.headers['x-csrf-token'] ?? '',
    token,
    'searched-for',
  ]
  for (const secret of secrets)
    assert.ok(secret.length > 10 && !text.includes(secret), `in the log: ${secret}`)
  for (const { hash } of [...store.rows.sessions, ...store.rows.tokens]) assert.ok(!text.includes(hash))
  assert.ok(!text.includes('$argon2id'))
})

test('each request is one line with its id, its route and how it ended', async () => {
  const { server, call, log } = await open()
  after(() => server.close())
  const answer = await call('GET', '/api/v1/problems/server-role?x=1')
  const lines = log.map(line => JSON.parse(line))
  assert.equal(lines.length, 1)
  const { reqId, req, status, msg } = lines[0]
  assert.equal(reqId, answer.headers['x-request-id'])
  assert.deepEqual(req, {
    method: 'GET',
    path: '/api/v1/problems/server-role',
    route: '/api/v1/problems/:code',
  })
  assert.deepEqual([status, msg], [400, 'answered'])
})
