/** OpenID Connect against a provider that really answers: who comes in, who does not, and every lie on the way. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, test } from 'node:test'
import type { RawOidc } from '../../src/account/provider-options.ts'
import type { RawServerOptions } from '../../src/http/options.ts'
import { type Answer, type Fixture, open, password, textAt } from '../fixture.ts'
import {
  clientId,
  clientSecret,
  type Deceit,
  type IdentityProvider,
  startProvider,
} from './identity-provider.ts'

const limits = { loginsPerMinute: 10_000, requestsPerMinute: 100_000 }
const publicUrl = 'http://localhost:8480'
const provider = await startProvider('RS256')
after(() => provider.close())

const oidcFor = ({ issuer }: IdentityProvider, more: Partial<RawOidc> = {}): RawOidc => ({
  issuer,
  clientId,
  clientSecret,
  name: 'Example ID',
  ...more,
})

const openAt = (oidc: RawOidc, more: RawServerOptions = {}) => open({ limits, publicUrl, oidc, ...more })

const cookieOf = (answer: Answer): string => String(answer.headers['set-cookie']).split(';')[0] ?? ''

async function begin({ call }: Fixture, back = ''): Promise<{ url: string; cookie: string; answer: Answer }> {
  const query = back === '' ? '' : `?back=${encodeURIComponent(back)}`
  const answer = await call('GET', `/api/v1/session/provider${query}`)
  return { url: String(answer.headers.location), cookie: cookieOf(answer), answer }
}

const come = ({ call }: Fixture, backUrl: string, cookie: string, accept = 'application/json') => {
  const { pathname, search } = new URL(backUrl)
  return call('GET', `${pathname}${search}`, { headers: { cookie, accept } })
}

/** The whole way of one person. */
async function signIn(
  at: Fixture,
  from: IdentityProvider,
  claims: object,
  deceit: Deceit = {},
): Promise<Answer> {
  const { url, cookie } = await begin(at)
  return await come(at, from.agree(url, { ...claims }, deceit), cookie)
}

const ada = { sub: '1', email: 'Ada@example.com', email_verified: true, name: 'Ada' }

async function personOf({ call }: Fixture, answer: Answer) {
  const session = /foreseen_session=[\w-]{43}/.exec(String(answer.headers['set-cookie']))?.[0] ?? ''
  return (await call('GET', '/api/v1/session', { headers: { cookie: session } })).at('person')
}

test('the way there: PKCE, state, nonce, and a cookie that comes back with a navigation', async () => {
  const at = await openAt(oidcFor(provider))
  const { url, answer } = await begin(at)
  assert.equal(answer.status, 302, answer.text)
  const query = new URL(url).searchParams
  assert.equal(query.get('code_challenge_method'), 'S256')
  for (const name of ['state', 'nonce', 'code_challenge'])
    assert.match(query.get(name) ?? '', /^[\w-]{43}$/, name)
  assert.equal(query.get('redirect_uri'), `${publicUrl}/api/v1/session/provider/callback`)
  assert.match(String(answer.headers['set-cookie']), /^foreseen_provider=[\w-]{43}; .*HttpOnly; SameSite=Lax/)
  assert.equal((await at.call('GET', '/api/v1/sign-in')).at('provider'), 'Example ID')
  await at.server.close()
  const secure = await openAt(oidcFor(provider), { publicUrl: 'https://foreseen.example.test' })
  const { answer: other } = await begin(secure)
  assert.match(String(other.headers['set-cookie']), /^__Host-foreseen-provider=.*Path=\/; HttpOnly; Secure/)
  await secure.server.close()
})

for (const alg of ['RS256', 'ES256'] as const)
  test(`${alg}: a verified address of an allowed domain comes in unasked, and is known again`, async () => {
    const own = await startProvider(alg)
    const at = await openAt(oidcFor(own, { allowedDomains: ['example.com'], defaultRole: 'responder' }))
    const { url, cookie } = await begin(at, '/releases?query=a')
    const entered = await come(at, own.agree(url, ada), cookie)
    assert.deepEqual([entered.status, entered.headers.location], [302, '/releases?query=a'], entered.text)
    const person = await personOf(at, entered)
    const { email, role, ways, name } = Object(person)
    assert.deepEqual([email, role, ways, name], ['ada@example.com', 'responder', ['provider'], 'Ada'])
    const again = await signIn(at, own, { ...ada, email: 'new@elsewhere.test' })
    assert.equal(Object(await personOf(at, again)).id, Object(person).id)
    assert.equal(at.store.rows.people.length, 1)
    await at.server.close()
    await own.close()
  })

test('nobody else comes in: another domain, no address, one that was not verified', async () => {
  const at = await openAt(oidcFor(provider, { allowedDomains: ['example.com'] }))
  for (const claims of [
    { ...ada, email: 'ada@evil.test' },
    { ...ada, email: 'ada@example.com.evil.test' },
    { ...ada, email: 'a@b@evil.test' },
    { ...ada, email_verified: false },
    { ...ada, email_verified: 'true' },
    { sub: '1' },
  ]) {
    const answer = await signIn(at, provider, claims)
    assert.equal(answer.at('code'), 'server-provider-unknown', JSON.stringify(claims))
    assert.doesNotMatch(String(answer.headers['set-cookie']), /foreseen_session=[\w-]/)
  }
  assert.equal(at.store.rows.people.length, 0)
  await at.server.close()
})

test('every lie of the way back is refused, and nobody is signed in', async () => {
  const at = await openAt(oidcFor(provider, { allowedDomains: ['example.com'] }))
  const pastS = Math.floor(Date.now() / 1000) - 3600
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const lies: Readonly<Record<string, Deceit>> = {
    'another nonce': { nonce: 'A'.repeat(43) },
    'another issuer': { claims: { iss: 'https://evil.test' } },
    'another audience': { claims: { aud: 'somebody' } },
    'two audiences, made for the other': { claims: { aud: [clientId, 'somebody'], azp: 'somebody' } },
    expired: { claims: { iat: pastS, exp: pastS + 60 } },
    'no subject': { claims: { sub: undefined } },
    unsigned: { alg: 'none' },
    'signed with the secret of the client': { alg: 'HS256' },
    'signed by somebody else': { signWith: stranger },
    'another state': { query: { state: 'A'.repeat(43) } },
    'the answer of another provider (mix-up)': { query: { iss: 'https://evil.test' } },
    'a token in the address': { query: { id_token: 'a.b.c' } },
    'a refusal of the provider': { query: { error: 'access_denied', error_description: '<b>no</b>' } },
    'a code that was never given': { query: { code: 'f'.repeat(32) } },
  }
  for (const [what, deceit] of Object.entries(lies)) {
    const answer = await signIn(at, provider, ada, deceit)
    assert.equal(answer.status, 401, `${what}: ${answer.text}`)
    assert.equal(answer.at('code'), 'server-provider-refused', what)
    assert.doesNotMatch(answer.text, /evil|<b>/)
    assert.match(at.log.at(-2) ?? '', /"why":"[^"]+: .+/, `${what}: ${at.log.at(-2)}`)
    assert.doesNotMatch(at.log.join(''), /evil|<b>/)
    assert.doesNotMatch(String(answer.headers['set-cookie']), /foreseen_session=[\w-]/, what)
  }
  assert.equal((await signIn(at, provider, ada)).status, 302)
  await at.server.close()
})

test('a provider that says who it is in every answer must say it', async () => {
  const own = await startProvider('ES256')
  own.metadata = { authorization_response_iss_parameter_supported: true }
  const at = await openAt(oidcFor(own, { allowedDomains: ['example.com'] }))
  assert.equal((await signIn(at, own, ada)).at('code'), 'server-provider-refused')
  assert.equal((await signIn(at, own, ada, { query: { iss: own.issuer } })).status, 302)
  await at.server.close()
  await own.close()
})

test('the way back works once, soon, and in the browser that asked', async () => {
  const at = await openAt(oidcFor(provider, { allowedDomains: ['example.com'] }))
  const first = await begin(at)
  const back = provider.agree(first.url, ada)
  const other = await begin(at)
  assert.equal((await come(at, back, '')).at('code'), 'server-provider-lost')
  assert.equal((await come(at, back, other.cookie)).at('code'), 'server-provider-refused', 'login forgery')
  assert.equal((await come(at, back, first.cookie)).status, 302)
  assert.equal(
    (await come(at, back, first.cookie)).at('code'),
    'server-provider-lost',
    'the same address again',
  )
  const late = await begin(at)
  at.clock.ms += 600_000
  assert.equal(
    (await come(at, provider.agree(late.url, ada), late.cookie)).at('code'),
    'server-provider-lost',
  )
  await at.server.close()
})

test('the page that opens afterwards is one of ours', async () => {
  const at = await openAt(oidcFor(provider, { allowedDomains: ['example.com'] }))
  for (const back of ['https://evil.test', '//evil.test', '/\\evil.test', '/\t/evil.test', 'evil', '/a\r\nb'])
    assert.equal((await begin(at, back)).answer.status, 400, back)
  assert.equal((await begin(at, '/forecast?a=1&b=%2F')).answer.status, 302)
  await at.server.close()
})

test('an invitation is taken up by its verified address; an account that signs in otherwise is not', async () => {
  const at = await openAt(oidcFor(provider))
  const owner = await at.owner()
  const body = { email: 'ada@example.com', name: 'Ada', role: 'editor' }
  const invited = await at.call('POST', '/api/v1/people', { body, as: owner })
  assert.equal((await signIn(at, provider, { ...ada, email_verified: false })).status, 403)
  const joined = await signIn(at, provider, ada)
  assert.equal(joined.status, 302, joined.text)
  assert.deepEqual(Object(await personOf(at, joined)).role, 'editor')
  const link = textAt(invited, 'invitation', 'link')
  const late = await at.call('POST', '/api/v1/invitations', { body: { link, password } })
  assert.equal(late.at('code'), 'server-link-invalid', 'the link ended with it')
  const thief = await signIn(at, provider, { sub: '2', email: 'owner@example.test', email_verified: true })
  assert.equal(thief.at('code'), 'server-provider-unknown')
  const twin = await signIn(at, provider, { ...ada, sub: '3' })
  assert.equal(twin.at('code'), 'server-provider-unknown', 'a second account with the same address')
  const id = textAt(invited, 'person', 'id')
  assert.equal((await at.call('DELETE', `/api/v1/people/${id}`, { as: owner })).status, 204)
  assert.equal((await signIn(at, provider, ada)).at('code'), 'server-provider-unknown', 'closed')
  await at.server.close()
})

test('a claim gives the role at every sign-in, and whoever it gives none stays out', async () => {
  const claimRoles = { crew: 'editor', boss: 'owner' }
  const at = await openAt(oidcFor(provider, { roleClaim: 'realm_access.roles', claimRoles }))
  const roles = (...roles: string[]) => ({ ...ada, realm_access: { roles } })
  const roleOf = async (claims: object) => Object(await personOf(at, await signIn(at, provider, claims))).role
  assert.equal((await signIn(at, provider, roles('guest'))).status, 403)
  assert.equal(await roleOf(roles('guest', 'crew')), 'editor')
  assert.equal(await roleOf(roles('crew', 'boss')), 'owner')
  assert.equal(await roleOf(roles('crew')), 'owner', 'the last owner stays')
  assert.equal((await signIn(at, provider, roles())).at('code'), 'server-provider-unknown')
  await at.server.close()
  const second = await openAt(oidcFor(provider, { roleClaim: 'realm_access.roles', claimRoles }))
  await second.owner()
  for (const [role, expected] of [
    ['boss', 'owner'],
    ['crew', 'editor'],
  ] as const)
    assert.equal(
      Object(await personOf(second, await signIn(second, provider, roles(role)))).role,
      expected,
      'one of two owners may go down',
    )
  await second.server.close()
})

test('an address that is not in the token is asked for', async () => {
  const own = await startProvider()
  own.userinfo = { sub: '1', email: 'ada@example.com', email_verified: true }
  const at = await openAt(oidcFor(own, { allowedDomains: ['example.com'] }))
  assert.equal((await signIn(at, own, { sub: '1' })).status, 302)
  own.userinfo = { sub: '7', email: 'ada@example.com', email_verified: true }
  assert.equal((await signIn(at, own, { sub: '2' })).at('code'), 'server-provider-refused')
  await at.server.close()
  await own.close()
})

test('a provider that is down takes nothing else with it, is left alone for a while, and is asked again', async () => {
  const own = await startProvider()
  own.isIll = true
  const at = await openAt(oidcFor(own, { allowedDomains: ['example.com'] }))
  assert.equal(own.asked.length, 0, 'not asked at the start')
  const owner = await at.owner()
  const answers = await Promise.all(Array.from({ length: 5 }, () => begin(at)))
  for (const { answer } of answers) {
    assert.equal(answer.at('code'), 'server-provider-down', answer.text)
    assert.equal(answer.status, 503)
  }
  assert.equal(own.asked.length, 1)
  await begin(at)
  assert.equal(own.asked.length, 1)
  assert.equal((await at.call('GET', '/api/v1/session', { as: owner })).status, 200)
  assert.equal((await at.call('GET', '/readyz')).status, 200)
  own.isIll = false
  at.clock.ms += 10_000
  assert.equal((await signIn(at, own, ada)).status, 302)
  const known = own.asked.filter(path => path.startsWith('/.well-known')).length
  const { url, cookie } = await begin(at)
  own.isIll = true
  at.clock.ms += 500_000
  assert.equal((await come(at, own.agree(url, ada), cookie)).at('code'), 'server-provider-down')
  at.clock.ms += 3_600_000
  assert.equal((await begin(at)).answer.status, 302, 'what it said of itself still holds')
  assert.ok(own.asked.filter(path => path.startsWith('/.well-known')).length >= known)
  await own.close()
  const page = await at.call('GET', '/api/v1/session/provider/callback?code=a&state=b', {
    headers: { accept: 'text/html,*/*' },
  })
  assert.deepEqual([page.status, page.headers.location], [302, '/sign-in?trouble=server-provider-lost'])
  await at.server.close()
})

test('another discovery document than that of the issuer is refused', async () => {
  const own = await startProvider()
  own.metadata = { issuer: 'https://evil.test' }
  const at = await openAt(oidcFor(own))
  assert.equal((await begin(at)).answer.at('code'), 'server-provider-refused')
  await at.server.close()
  await own.close()
})

test('without a provider the way there says so; wrong options stop the start', async () => {
  const at = await open()
  assert.equal((await begin(at)).answer.at('code'), 'server-provider-off')
  assert.equal((await at.call('GET', '/api/v1/sign-in')).at('provider'), '')
  await at.server.close()
  const raw = oidcFor(provider)
  for (const [oidc, words] of [
    [{ ...raw, issuer: 'http://id.example.com' }, /https/],
    [{ ...raw, issuer: 'id.example.com' }, /issuer/],
    [{ ...raw, clientSecretFile: '/nowhere' }, /exclude/],
    [{ issuer: raw.issuer, clientId, clientSecretFile: '/nowhere/secret' }, /ENOENT/],
    [{ ...raw, defaultRole: 'owner' }, /owner/],
    [{ ...raw, defaultRole: 'king' }, /defaultRole/],
    [{ ...raw, roleClaim: 'groups' }, /belong together/],
    [{ ...raw, roleClaim: 'groups', claimRoles: { a: 'king' } }, /claimRoles\.a/],
    [{ ...raw, allowedDomains: ['exa mple'] }, /allowedDomains/],
    [Object.assign({ ...raw }, { clientID: 'x' }), /Did you mean clientId/],
  ] as const)
    await assert.rejects(openAt(oidc), words)
  await assert.rejects(open({ oidc: raw }), /publicUrl/)
})

test('two servers on one store: the way back may come to the other one', async () => {
  const oidc = oidcFor(provider, { allowedDomains: ['example.com'] })
  const one = await openAt(oidc)
  const two = await open({ limits, publicUrl, oidc }, { memory: one.store.rows })
  const { url, cookie } = await begin(one)
  const entered = await come(two, provider.agree(url, ada), cookie)
  assert.equal(entered.status, 302, entered.text)
  assert.equal((await come(one, provider.agree(url, ada), cookie)).at('code'), 'server-provider-lost')
  await one.server.close()
  await two.server.close()
})
