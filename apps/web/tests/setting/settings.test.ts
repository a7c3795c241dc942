import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownPerson, ShownSession, ShownSettings, ShownToken } from '@foreseen/facts'
import { type Answers, type Asked, given, inspect, openPages, owner, refuse, skip } from '../harness/pages.ts'

const ada: ShownPerson = owner.person
const bo: ShownPerson = {
  ...ada,
  id: 'per_2',
  email: 'bo@joost.test',
  name: 'Bo Berg',
  role: 'editor',
  ways: ['password', 'passkey'],
}
const cy: ShownPerson = {
  ...ada,
  id: 'per_3',
  email: 'cy@joost.test',
  name: 'Cy',
  role: 'viewer',
  ways: [],
  canSignIn: false,
}

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1'
const session = (number: number, more: Partial<ShownSession> = {}): ShownSession => ({
  id: `ses_${number}`,
  agent: firefox,
  address: '192.0.2.7',
  created: '2026-11-20T08:00:00.000Z',
  seen: '2026-11-22T09:58:00.000Z',
  ends: '2026-12-04T08:00:00.000Z',
  isThis: false,
  ...more,
})
const token: ShownToken = {
  id: 'tok_1',
  name: 'build machine',
  begins: 'fsn_3kTq',
  scopes: ['push'],
  created: '2026-10-02T08:00:00.000Z',
  used: '2026-11-22T03:14:00.000Z',
  ends: '2027-10-02T08:00:00.000Z',
}
const settings: ShownSettings = {
  organisation: 'Joost',
  privateAddresses: false,
  loopbackAddresses: false,
  horizonDays: 730,
}
const roles = {
  roles: [
    { role: 'viewer', meaning: 'Reads everything except accounts.' },
    { role: 'editor', meaning: 'Also changes releases, endpoints and plans, and takes in scans.' },
  ],
  scopes: [
    { scope: 'read', role: 'viewer' },
    { scope: 'push', role: 'editor' },
    { scope: 'admin', role: 'owner' },
  ],
}
const answers: Answers = {
  '/sessions': {
    items: [session(1, { isThis: true }), session(2, { agent: safari, address: '2001:db8::7' })],
  },
  '/passkeys': {
    items: [{ id: 'a'.repeat(32), name: 'phone', created: '2026-10-02T08:00:00.000Z', used: null }],
  },
  '/sign-in': { password: true, passkeys: true, passkeyTrouble: '', provider: '' },
  '/tokens': { items: [token] },
  '/people': { items: [ada, bo, cy] },
  '/roles': roles,
  '/settings': settings,
}

const sent = (asked: readonly Asked[], method: string) =>
  asked.filter(one => one.method === method).map(({ path, body }) => ({ path, body }))

test('you: name, password, look, sessions', { skip }, async t => {
  const { page, asked } = await openPages(t, {
    answers: {
      ...answers,
      'PUT /name': ({ body }: Asked) => ({ ...ada, ...(body as object) }),
      'PUT /password': refuse(401, 'server-login-failed', 'The current password is another one.'),
      'DELETE /sessions/ses_2': null,
    },
  })
  await page.goto('/settings')
  await page.getByRole('heading', { name: 'Passkeys' }).waitFor()
  await page.getByText('Safari on iOS').waitFor()
  await inspect(page, 'settings-you')
  await page.getByLabel('Name', { exact: true }).fill('Ada J.')
  await page.getByRole('button', { name: 'Change the name' }).press('Enter')
  await page.getByLabel('Current password').fill('what was it')
  await page.getByLabel('New password').fill('correct horse battery')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('The current password is another one.').waitFor()
  await page.getByRole('button', { name: /^End the session of Safari on iOS/ }).press('Enter')
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
  assert.deepEqual(sent(asked, 'DELETE'), [{ path: '/sessions/ses_2', body: '' }])
  assert.deepEqual(sent(asked, 'PUT'), [
    { path: '/name', body: { name: 'Ada J.' } },
    { path: '/password', body: { current: 'what was it', next: 'correct horse battery' } },
  ])
  await page.getByRole('button', { name: 'dark' }).press('Enter')
  await page.reload()
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark')
})

test('tokens: made with scopes, shown once, revoked after a question', { skip }, async t => {
  const { page, asked } = await openPages(t, {
    answers: {
      ...answers,
      'POST /tokens': given(201, { id: 'tok_2', token: `fsn_${'a'.repeat(49)}` }),
      'DELETE /tokens/tok_1': null,
    },
  })
  await page.goto('/settings?part=tokens')
  await page.getByText('build machine', { exact: true }).waitFor()
  await inspect(page, 'settings-tokens')
  await page.getByRole('button', { name: 'Make a token' }).press('Enter')
  await page.getByLabel('Name', { exact: true }).fill('dashboard')
  await page.getByRole('checkbox', { name: 'read' }).press('Space')
  await inspect(page, 'settings-token-dialog')
  await page.getByRole('button', { name: 'Make the token' }).press('Enter')
  await page.getByRole('region', { name: 'The new token' }).waitFor()
  await inspect(page, 'settings-token-made')
  assert.deepEqual(sent(asked, 'POST'), [
    { path: '/tokens', body: { name: 'dashboard', scopes: ['push', 'read'], days: 365 } },
  ])
  await page.getByRole('button', { name: 'Revoke the token build machine' }).press('Enter')
  await page.getByRole('dialog').getByText('It cannot be brought back').waitFor()
  await page.keyboard.press('Escape')
  assert.deepEqual(sent(asked, 'DELETE'), [])
  await page.getByRole('button', { name: 'Revoke the token build machine' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke the token' }).press('Enter')
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
  assert.deepEqual(sent(asked, 'DELETE'), [{ path: '/tokens/tok_1', body: '' }])
})

test('people: invited by a link, roles changed against the state that was seen', { skip }, async t => {
  const link = 'k'.repeat(43)
  const invitation = { link, ends: '2026-11-29T10:00:00.000Z' }
  const { page, asked } = await openPages(t, {
    answers: {
      ...answers,
      '/people/per_2': given(200, bo, { etag: '"seen"' }),
      'PATCH /people/per_2': given(200, { ...bo, role: 'viewer' }),
      'POST /people': given(201, { person: cy, invitation }),
      'DELETE /people/per_2': refuse(409, 'server-conflict', 'Nobody else who can sign in is an owner.'),
    },
  })
  await page.goto('/settings?part=people')
  await page.getByText('Bo Berg', { exact: true }).waitFor()
  await inspect(page, 'settings-people')
  await page.getByLabel('Role of Bo Berg').selectOption('viewer')
  await page.getByRole('button', { name: 'Invite somebody' }).press('Enter')
  await page.getByLabel('Name', { exact: true }).fill('Cy')
  await page.getByLabel('Mail address').fill('cy@joost.test')
  await page.getByRole('button', { name: 'Make the link' }).press('Enter')
  await page.getByRole('region', { name: 'The new link' }).getByText(`/#/invitation/${link}`).waitFor()
  await inspect(page, 'settings-invited')
  await page.getByRole('button', { name: 'Close the account of Bo Berg' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Close the account' }).press('Enter')
  await page.getByRole('dialog').getByText('Nobody else who can sign in').waitFor()
  await inspect(page, 'settings-close-refused')
  assert.deepEqual(sent(asked, 'PATCH'), [{ path: '/people/per_2', body: { role: 'viewer' } }])
})

test('the server: what the owner decides; a viewer does not see it', { skip }, async t => {
  let role = 'owner'
  const { page, asked } = await openPages(t, {
    answers: {
      ...answers,
      '/session': () => ({ ...owner, person: { ...ada, role } }),
      'PATCH /settings': ({ body }: Asked) => body,
    },
  })
  await page.goto('/settings?part=server')
  await page.getByRole('checkbox', { name: 'Private addresses' }).press('Space')
  await inspect(page, 'settings-server')
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('Saved.').waitFor()
  assert.deepEqual(sent(asked, 'PATCH'), [
    { path: '/settings', body: { ...settings, privateAddresses: true } },
  ])
  role = 'viewer'
  await page.goto('/settings?part=server')
  await page.getByRole('tab', { name: 'You' }).waitFor()
  assert.equal(await page.getByRole('tab', { name: 'Server' }).count(), 0)
})
