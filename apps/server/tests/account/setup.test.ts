import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { open, password, textAt } from '../fixture.ts'

const fixture = await open()
after(() => fixture.server.close())
const owner = (link: string, more: object = {}) => ({
  link,
  email: 'Owner@Example.test',
  name: 'Olga',
  password,
  ...more,
})

test('the first owner is made through a link that works once and is stored as a hash', async () => {
  const { call, store } = fixture
  assert.equal((await call('GET', '/api/v1/setup')).at('needed'), true)
  const link = await fixture.ownerLink()
  assert.ok(!JSON.stringify(store.rows).includes(link), 'the link itself must not be stored')
  const weak = await call('POST', '/api/v1/setup', { body: owner(link, { password: 'short' }) })
  assert.equal(weak.at('code'), 'server-weak-password')
  const made = await call('POST', '/api/v1/setup', { body: owner(link) })
  assert.equal(made.status, 200, made.text)
  assert.equal(made.at('person', 'role'), 'owner')
  assert.equal(made.at('person', 'email'), 'owner@example.test')
  assert.match(String(made.headers['set-cookie']), /^foreseen_session=[\w-]{43}; .*HttpOnly; SameSite=Strict/)
  const again = await call('POST', '/api/v1/setup', { body: owner(link, { email: 'b@example.test' }) })
  assert.equal(again.at('code'), 'server-link-invalid')
  assert.equal((await call('GET', '/api/v1/setup')).at('needed'), false)
})

test('a link ends, is replaced by the next, and wrong ones are refused', async () => {
  const other = await open()
  const first = await other.ownerLink()
  const second = await other.ownerLink()
  const refused = async (link: string) =>
    textAt(await other.call('POST', '/api/v1/setup', { body: owner(link) }), 'code')
  assert.equal(await refused(first), 'server-link-invalid')
  assert.equal(await refused('A'.repeat(43)), 'server-link-invalid')
  other.clock.ms += 86_400_001
  assert.equal(await refused(second), 'server-link-invalid')
  await other.server.close()
})

test('of two who use one link at once, one becomes owner', async () => {
  const other = await open()
  const link = await other.ownerLink()
  const answers = await Promise.all(
    ['a', 'b', 'c'].map(name =>
      other.call('POST', '/api/v1/setup', { body: owner(link, { email: `${name}@example.test` }) }),
    ),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403, 403])
  await other.server.close()
})
