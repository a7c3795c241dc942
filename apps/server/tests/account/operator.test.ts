/** Accounts made on a data directory, and what a server that runs there makes of them. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { listEvents, openLedger } from '@foreseen/ledger'
import { addToken, addUser, linkUser, openAccounts } from '../../src/account/operator.ts'
import { freshDatabaseUrl } from '../database.ts'
import { password, textAt } from '../fixture.ts'
import { openWorkplace } from '../workplace.ts'

const isCode = (code: string) => (error: unknown) => Object(error).code === code

test('a data directory that is not there yet gets an owner and tokens, with the operator in the log', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'foreseen-operator-'))
  after(() => rmSync(directory, { recursive: true, force: true }))
  const data = join(directory, 'data')
  const database = await freshDatabaseUrl()
  const accounts = await openAccounts({ data, ...database })
  const owner = { email: 'Olga@Example.test', name: 'Olga', role: 'owner', password }
  const made = await addUser(accounts, owner)
  assert.deepEqual({ email: made.email, link: made.link }, { email: 'olga@example.test', link: undefined })
  await assert.rejects(addUser(accounts, owner), isCode('server-conflict'))
  const token = await addToken(accounts, { name: 'ci', scopes: ['push'], days: undefined })
  await accounts.close()

  const ledger = await openLedger({
    address: database.databaseUrl ?? join(data, 'foreseen.db'),
    clock: () => 0,
    random: () => new Uint8Array(16),
  })
  const { items } = await listEvents(ledger.read, { limit: 50 })
  const acts = items.map(({ actor, kind }) => `${actor} ${kind}`)
  assert.ok(acts.includes('operator person.added') && acts.includes('operator token.created'), acts.join())
  assert.ok(!JSON.stringify(items).includes(token.token))
  assert.ok(!JSON.stringify(items).includes(password))
  await ledger.close()
})

test('what is no account, role, scope or length is refused by name', async () => {
  const place = await openWorkplace()
  after(() => place.close())
  const parts = { store: place.accounts, now: () => place.clock.ms, random: place.place.random }
  const user = { email: 'a@example.test', name: 'A', role: 'viewer' }
  const token = { name: 't', scopes: ['read'], days: 1 }
  for (const [act, code] of [
    [() => addUser(parts, { ...user, email: 'nobody' }), 'server-invalid'],
    [() => addUser(parts, { ...user, name: ' ' }), 'server-invalid'],
    [() => addUser(parts, { ...user, name: 'a\u001bb' }), 'server-invalid'],
    [() => addUser(parts, { ...user, role: 'admin' }), 'server-invalid'],
    [() => addUser(parts, { ...user, password: 'short' }), 'server-weak-password'],
    [() => addToken(parts, { ...token, scopes: ['everything'] }), 'server-invalid'],
    [() => addToken(parts, { ...token, scopes: [] }), 'server-invalid'],
    [() => addToken(parts, { ...token, days: 0.5 }), 'server-invalid'],
    [() => addToken(parts, { ...token, email: 'nobody@example.test' }), 'server-not-found'],
    [() => linkUser(parts, 'nobody@example.test'), 'server-not-found'],
  ] as const)
    await assert.rejects(act(), isCode(code))
  await addUser(parts, user)
  await assert.rejects(
    addToken(parts, { ...token, email: user.email, scopes: ['push'] }),
    isCode('server-role'),
  )
})

test('the link of an account works once at a server; a new one ends the one before', async () => {
  const place = await openWorkplace()
  after(() => place.close())
  const { call } = place
  const parts = { store: place.accounts, now: () => place.clock.ms, random: place.place.random }
  const first = await addUser(parts, { email: 'e@example.test', name: 'E', role: 'editor' })
  const second = await linkUser(parts, 'E@example.test')
  const join = (link: string | undefined) => call('POST', '/api/v1/invitations', { body: { link, password } })
  assert.equal((await join(first.link)).at('code'), 'server-link-invalid')
  const joined = await join(second.link)
  assert.equal(joined.at('person', 'role'), 'editor', joined.text)
  assert.equal((await join(second.link)).at('code'), 'server-link-invalid')
})

test("a token of the organisation does what its scopes say and is nobody's", async () => {
  const place = await openWorkplace()
  after(() => place.close())
  const { call } = place
  const parts = { store: place.accounts, now: () => place.clock.ms, random: place.place.random }
  const { token } = await addToken(parts, { name: 'robot', scopes: ['read', 'push'], days: 1 })
  const as = { headers: { authorization: `Bearer ${token}` } }
  const asking = await call('GET', '/api/v1/session', { as })
  assert.equal(asking.at('person'), null, asking.text)
  assert.deepEqual(asking.at('scopes'), ['read', 'push'])
  assert.equal((await call('GET', '/api/v1/releases', { as })).status, 200)
  const refused = await call('GET', '/api/v1/events', { as })
  assert.deepEqual(
    [refused.at('code'), refused.at('detail')],
    ['server-scope', 'This needs a token with the scope admin; this one may read and push.'],
    'it has nobody whose role could be changed',
  )
  assert.equal((await call('GET', '/api/v1/tokens', { as })).status, 403)
  place.clock.ms += 86_400_001
  assert.equal(textAt(await call('GET', '/api/v1/session', { as }), 'code'), 'server-unauthenticated')
})
