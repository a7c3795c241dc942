/** Passkeys with an authenticator in software: what is accepted, and every way in which an answer can be wrong. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, test } from 'node:test'
import { type Answer, type Caller, callerOf, open, password, textAt } from '../fixture.ts'
import { type Misbehaviour, type SoftwareKey, softwareKey } from './authenticator.ts'

const fixture = await open({ limits: { loginsPerMinute: 10_000, requestsPerMinute: 100_000 } })
after(() => fixture.server.close())
const { call, clock, store } = fixture
const owner = await fixture.owner()
const fresh = () => fixture.signIn('owner@example.test', password)
const host = { host: 'localhost' }

async function add(
  as: Caller,
  key: SoftwareKey,
  wrong: Misbehaviour = {},
  name = 'blue key',
): Promise<Answer> {
  const options = await call('POST', '/api/v1/passkeys/options', { as, headers: host })
  assert.equal(options.status, 200, options.text)
  const passkey = key.create(textAt(options, 'challenge'), textAt(options, 'user', 'id'), wrong)
  return await call('POST', '/api/v1/passkeys', { body: { name, passkey }, as, headers: host })
}

async function challenge(): Promise<string> {
  return textAt(await call('POST', '/api/v1/session/passkey/options', { headers: host }), 'challenge')
}

const enter = (passkey: object) =>
  call('POST', '/api/v1/session/passkey', { body: { passkey }, headers: host })

for (const algorithm of ['ES256', 'EdDSA', 'RS256'] as const)
  test(`${algorithm}: a passkey is made by a signed-in person and signs them in`, async () => {
    const key = softwareKey(algorithm)
    const made = await add(await fresh(), key)
    assert.equal(made.status, 201, made.text)
    assert.deepEqual([made.at('name'), made.at('used')], ['blue key', null])
    const signedIn = await enter(key.get(await challenge()))
    assert.equal(signedIn.status, 200, signedIn.text)
    assert.equal(signedIn.at('person', 'email'), 'owner@example.test')
    const list = await call('GET', '/api/v1/passkeys', { as: callerOf(signedIn) })
    const items = Object(list.at('items'))
    assert.equal(items.at(-1).used, new Date(clock.ms).toISOString())
  })

test('what the browser is asked: the key lies in the authenticator, verifies its user, and is not there yet', async () => {
  const key = softwareKey('ES256')
  await add(await fresh(), key)
  const options = await call('POST', '/api/v1/passkeys/options', { as: await fresh(), headers: host })
  assert.deepEqual(
    [
      options.at('rp', 'id'),
      options.at('attestation'),
      options.at('authenticatorSelection', 'residentKey'),
      options.at('authenticatorSelection', 'userVerification'),
    ],
    ['localhost', 'none', 'required', 'required'],
  )
  assert.ok(JSON.stringify(options.at('excludeCredentials')).includes(key.id))
  assert.ok(
    !Buffer.from(textAt(options, 'user', 'id'), 'base64url')
      .toString()
      .includes('@'),
  )
  const asked = await call('POST', '/api/v1/session/passkey/options', { headers: host })
  assert.deepEqual([asked.at('userVerification'), asked.at('allowCredentials')], ['required', undefined])
})

test('an answer to a making that is wrong in any part is refused, and nothing is kept', async () => {
  const as = await fresh()
  const wrongs: readonly Misbehaviour[] = [
    { origin: 'http://localhost:9999' },
    { origin: 'https://evil.test' },
    { rpId: 'evil.test' },
    { challenge: 'A'.repeat(43) },
    { type: 'webauthn.get' },
    { flags: 1 | 64 },
    { flags: 4 | 64 },
  ]
  const before = store.rows.passkeys.length
  for (const wrong of wrongs) {
    const answer = await add(as, softwareKey('ES256'), wrong)
    assert.equal(answer.at('code'), 'server-passkey-refused', `${JSON.stringify(wrong)}: ${answer.text}`)
    assert.ok(!answer.text.includes('evil'))
  }
  assert.equal(store.rows.passkeys.length, before)
})

test('an answer to a sign-in that is wrong in any part is refused', async () => {
  const key = softwareKey('ES256')
  assert.equal((await add(await fresh(), key)).status, 201)
  const userHandle = Buffer.from('per_other').toString('base64url')
  const wrongs: readonly Misbehaviour[] = [
    { origin: 'https://evil.test' },
    { rpId: 'evil.test' },
    { challenge: 'A'.repeat(43) },
    { type: 'webauthn.create' },
    { flags: 1 },
    { flags: 4 },
    { userHandle },
    { signWith: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
  ]
  for (const wrong of wrongs) {
    const answer = await enter(key.get(await challenge(), wrong))
    assert.equal(answer.at('code'), 'server-passkey-refused', JSON.stringify(wrong))
    assert.equal(answer.headers['set-cookie'], undefined)
  }
  const unknown = softwareKey('ES256')
  const strange = await enter(unknown.get(await challenge(), { userHandle }))
  assert.equal(strange.at('code'), 'server-passkey-refused')
  assert.equal((await enter(key.get(await challenge()))).status, 200)
})

test('a challenge answers once, in its time, for its purpose and its person', async () => {
  const key = softwareKey('EdDSA')
  assert.equal((await add(await fresh(), key)).status, 201)
  const once = await challenge()
  assert.equal((await enter(key.get(once))).status, 200)
  assert.equal((await enter(key.get(once))).status, 401)
  const spent = await challenge()
  assert.equal((await enter(key.get(spent, { flags: 1 }))).status, 401)
  assert.equal((await enter(key.get(spent))).status, 401, 'a wrong answer spends it too')
  const late = await challenge()
  clock.ms += 600_000
  assert.equal((await enter(key.get(late))).status, 401)
  const as = await fresh()
  const forAdding = textAt(await call('POST', '/api/v1/passkeys/options', { as, headers: host }), 'challenge')
  assert.equal((await enter(key.get(forAdding))).status, 401)
  const other = await fixture.join(await fresh(), 'viewer')
  const theirs = await call('POST', '/api/v1/passkeys/options', { as: other, headers: host })
  const passkey = softwareKey('ES256').create(textAt(theirs, 'challenge'), textAt(theirs, 'user', 'id'))
  const body = { name: 'x', passkey }
  assert.equal((await call('POST', '/api/v1/passkeys', { body, as, headers: host })).status, 401)
})

test('a counter that does not grow is a copy of the key; keys that do not count are taken', async () => {
  const key = softwareKey('ES256')
  await add(await fresh(), key)
  assert.equal((await enter(key.get(await challenge(), { counter: 5 }))).status, 200)
  for (const counter of [5, 4, 0]) {
    const refused = await enter(key.get(await challenge(), { counter }))
    assert.equal(refused.at('code'), 'server-passkey-refused')
  }
  assert.ok(store.events.some(({ kind }) => kind === 'passkey.refused'))
  assert.equal((await enter(key.get(await challenge(), { counter: 6 }))).status, 200)
  const still = softwareKey('ES256', { counts: false })
  await add(await fresh(), still)
  for (let i = 0; i < 3; i++) assert.equal((await enter(still.get(await challenge()))).status, 200)
})

test('passkeys are named and taken away by their own person, in a session that is not old', async () => {
  const as = await fresh()
  const made = await add(as, softwareKey('ES256'))
  const path = `/api/v1/passkeys/${textAt(made, 'id')}`
  const viewer = await fixture.join(as, 'viewer')
  const body = { name: 'green key' }
  assert.equal((await call('PATCH', path, { body, as: viewer })).status, 404)
  assert.equal((await call('DELETE', path, { as: viewer })).status, 404)
  assert.equal((await call('PATCH', path, { body, as })).at('name'), 'green key')
  clock.ms += 3_600_001
  assert.equal((await call('DELETE', path, { as })).at('code'), 'server-session-old')
  const options = await call('POST', '/api/v1/passkeys/options', { as, headers: host })
  assert.equal(options.at('code'), 'server-session-old')
  assert.equal((await call('DELETE', path, { as: await fresh() })).status, 204)
  assert.equal((await call('DELETE', path, { as: await fresh() })).status, 404)
})

async function invited(email: string): Promise<string> {
  const body = { email, name: 'P', role: 'owner' }
  const answer = await call('POST', '/api/v1/people', { body, as: await fresh() })
  return textAt(answer, 'invitation', 'link')
}

async function joinBy(key: SoftwareKey, link: string): Promise<Answer> {
  const body = { link }
  const options = await call('POST', '/api/v1/invitations/passkey/options', { body, headers: host })
  const passkey = key.create(textAt(options, 'challenge'), textAt(options, 'user', 'id'))
  return await call('POST', '/api/v1/invitations/passkey', {
    body: { link, name: 'first', passkey },
    headers: host,
  })
}

test('an account without a password: joined by passkey, signs in by it, keeps its last way in', async () => {
  const key = softwareKey('EdDSA')
  const link = await invited('passkey@example.test')
  const joined = await joinBy(key, link)
  assert.equal(joined.status, 200, joined.text)
  assert.deepEqual(joined.at('person', 'ways'), ['passkey'])
  assert.equal(joined.at('person', 'canSignIn'), true)
  const again = await call('POST', '/api/v1/invitations/passkey/options', { body: { link }, headers: host })
  assert.equal(again.at('code'), 'server-link-invalid')
  const body = { email: 'passkey@example.test', password }
  assert.equal((await call('POST', '/api/v1/session', { body })).status, 401)
  const as = callerOf(await enter(key.get(await challenge())))
  const [passkey] = Object((await call('GET', '/api/v1/passkeys', { as })).at('items'))
  const refused = await call('DELETE', `/api/v1/passkeys/${passkey.id}`, { as })
  assert.equal(refused.at('code'), 'server-conflict')
  const set = { current: null, next: 'a wholly new password' }
  assert.equal((await call('PUT', '/api/v1/password', { body: set, as })).status, 204)
  assert.equal((await call('DELETE', `/api/v1/passkeys/${passkey.id}`, { as })).status, 204)
  assert.equal((await call('DELETE', '/api/v1/password', { as })).at('code'), 'server-conflict')
})

test('an owner who signs in by passkey is an owner: the other one may go', async () => {
  const joined = await joinBy(softwareKey('ES256'), await invited('second@example.test'))
  const as = callerOf(joined)
  const people = Object((await call('GET', '/api/v1/people', { as })).at('items'))
  for (const { id, email } of people.filter(
    ({ email }: { email: string }) => email !== 'second@example.test',
  ))
    if (email !== 'owner@example.test')
      assert.equal((await call('DELETE', `/api/v1/people/${id}`, { as })).status, 204)
  const id = textAt(await call('GET', '/api/v1/session', { as: owner }), 'person', 'id')
  if (id !== 'undefined') assert.equal((await call('DELETE', `/api/v1/people/${id}`, { as })).status, 204)
  const own = textAt(joined, 'person', 'id')
  const first = people.find(({ email }: { email: string }) => email === 'owner@example.test')
  assert.equal((await call('DELETE', `/api/v1/people/${first.id}`, { as })).status, 204)
  assert.equal((await call('DELETE', `/api/v1/people/${own}`, { as })).at('code'), 'server-conflict')
})

test('where passkeys cannot work, it is said why', async () => {
  const troubleAt = async (raw: object, named: string) => {
    const other = await open(raw)
    const answer = await other.call('POST', '/api/v1/session/passkey/options', { headers: { host: named } })
    await other.server.close()
    return [textAt(answer, 'code'), textAt(answer, 'detail')].join(' ')
  }
  assert.match(await troubleAt({}, '127.0.0.1:8480'), /-off .*open http:\/\/localhost:8480 instead/)
  assert.match(await troubleAt({}, '[::1]:8480'), /-off .*open http:\/\/localhost:8480 instead/)
  assert.match(await troubleAt({ publicUrl: 'https://192.0.2.1' }, 'x'), /-off .*give the server a name/)
  assert.match(await troubleAt({ publicUrl: 'http://foreseen.test' }, 'x'), /-off .*HTTPS/)
  assert.match(await troubleAt({}, 'foreseen.test'), /-off .*HTTPS/)
  assert.match(await troubleAt({}, 'localhost:8480'), /^undefined/)
  assert.match(await troubleAt({ publicUrl: 'https://foreseen.test' }, '10.0.0.7'), /^undefined/)
})
