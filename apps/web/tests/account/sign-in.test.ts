import assert from 'node:assert/strict'
import { test } from 'node:test'
import { given, inspect, openPages, owner, refuse, skip } from '../harness/pages.ts'

const nobody = refuse(401, 'server-unauthenticated', 'Nobody is signed in.')
const ways = { password: true, passkeys: true, passkeyTrouble: '', provider: 'Joost ID' }
const signedIn = { person: owner.person, csrfToken: owner.csrfToken }
const secret = 's'.repeat(43)
const quietJobs = { '/jobs': { items: [], next: null }, '/jobs/counts': [] }

test('whoever is not signed in signs in and comes back to where they went', { skip }, async t => {
  let isIn = false
  const { page, asked } = await openPages(t, {
    answers: {
      ...quietJobs,
      '/session': () => (isIn ? owner : nobody),
      '/sign-in': ways,
      '/setup': { needed: false },
      'POST /session': ({ body }: { body: unknown }) => {
        const { password } = body as { password: string }
        if (password !== 'correct horse battery')
          return refuse(401, 'server-login-failed', 'The address and the password do not belong together.')
        isIn = true
        return signedIn
      },
    },
  })
  await page.goto('/jobs?state=dead')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await inspect(page, 'sign-in')
  await page.getByLabel('Mail address').focus()
  await page.keyboard.type('ada@joost.test')
  await page.keyboard.press('Tab')
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('The address and the password do not').waitFor()
  await inspect(page, 'sign-in-refused')
  await page.getByLabel('Password').fill('correct horse battery')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Jobs' }).waitFor()
  assert.equal(new URL(page.url()).search, '?state=dead')
  assert.equal(asked.filter(({ method }) => method === 'POST').length, 2)
})

test('a session that ends while a page is open leads to the sign-in', { skip }, async t => {
  let isIn = true
  const { page, tell } = await openPages(t, {
    answers: {
      '/session': () => (isIn ? owner : nobody),
      '/jobs': () => (isIn ? { items: [], next: null } : nobody),
      '/jobs/counts': () => (isIn ? [] : nobody),
      '/sign-in': ways,
      '/setup': { needed: false },
    },
  })
  await page.goto('/jobs')
  await page.getByText('There are no jobs yet').waitFor()
  isIn = false
  tell('change', { room: 'jobs' })
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.equal(new URL(page.url()).searchParams.get('back'), '/jobs')
})

test('the link of the first owner: the secret stays behind the #', { skip }, async t => {
  let isIn = false
  const { page, asked } = await openPages(t, {
    answers: {
      '/session': () => (isIn ? owner : nobody),
      'POST /setup': () => {
        isIn = true
        return signedIn
      },
    },
    mayComplain: true,
  })
  await page.goto(`/#/setup/${secret}`)
  await page.getByRole('heading', { name: 'Become the owner' }).waitFor()
  await inspect(page, 'setup')
  await page.getByLabel('Name').fill('Ada Joost')
  await page.getByLabel('Mail address').fill('ada@joost.test')
  await page.getByLabel('Password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Become the owner' }).press('Enter')
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
  const sent = asked.find(({ path }) => path === '/setup')
  assert.deepEqual(sent?.body, {
    link: secret,
    name: 'Ada Joost',
    email: 'ada@joost.test',
    password: 'correct horse battery',
  })
  assert.ok(asked.every(({ path, query }) => !`${path}${query}`.includes(secret)))
})

test('an invitation asks for a password; what is weak about it stands at the field', { skip }, async t => {
  const fault = 'The password has fewer than 12 characters.'
  const { page } = await openPages(t, {
    answers: {
      '/session': nobody,
      '/sign-in': ways,
      'POST /invitations': refuse(400, 'server-weak-password', fault, [
        { at: 'body/password', detail: fault },
      ]),
    },
  })
  await page.goto(`/#/invitation/${secret}`)
  await page.getByRole('heading', { name: 'Choose a password' }).waitFor()
  await page.getByLabel('Password').fill('short')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  const described = await page.getByLabel('Password').getAttribute('aria-describedby')
  assert.match(described ?? '', /-error/)
  await inspect(page, 'invitation-refused')
})

test('without an owner the page says where the link stands', { skip }, async t => {
  const { page } = await openPages(t, {
    answers: { '/session': nobody, '/sign-in': ways, '/setup': { needed: true } },
  })
  await page.goto('/')
  await page.getByText('This server has no owner yet').waitFor()
  await inspect(page, 'no-owner')
})

test('a link that was cut off, and a server that is gone', { skip }, async t => {
  const { page } = await openPages(t, {
    answers: { '/session': given(502, 'bad gateway') },
    mayComplain: true,
  })
  await page.goto('/setup#short')
  await page.getByText('The link is not whole').waitFor()
  await page.goto('/jobs')
  await page.getByRole('alert').getByText('Something else than the server answered').waitFor()
  await inspect(page, 'broken')
})

test('whoever comes back from the provider without success is told why', { skip }, async t => {
  const { page } = await openPages(t, {
    answers: {
      '/session': nobody,
      '/sign-in': ways,
      '/setup': { needed: false },
      '/problems/server-provider-lost': {
        code: 'server-provider-lost',
        meaning: 'The way back from the provider fits no attempt of this browser.',
        remedy: 'Sign in again.',
      },
    },
  })
  await page.goto('/sign-in?trouble=server-provider-lost')
  await page.getByRole('alert').getByText('fits no attempt').waitFor()
  assert.equal(
    await page.getByRole('link', { name: 'Sign in with Joost ID' }).getAttribute('href'),
    '/api/v1/session/provider?back=%2F',
  )
  await inspect(page, 'sign-in-trouble')
})
