import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownJob } from '@foreseen/facts'
import { given, inspect, openPages, refuse, skip } from '../harness/pages.ts'
import { chainNow, endpoint, endpoints, intervals, page as onePage, timeline } from '../release/given.ts'

const one = {
  [`/endpoints/${endpoint.id}`]: endpoint,
  [`/endpoints/${endpoint.id}/intervals`]: onePage(intervals),
  [`/chains/${chainNow.sha256}`]: chainNow,
  '/timeline': timeline,
}

const job: ShownJob = {
  id: 'job_00000000000000000000000001',
  kind: 'observe',
  title: 'look at www.joost.test:443',
  key: null,
  state: 'running',
  attempts: 1,
  retries: 3,
  created: '2026-11-22T09:59:00.000Z',
  notBefore: null,
  started: '2026-11-22T09:59:30.000Z',
  finished: null,
  worker: 'here',
  progress: { share: 0.4, text: 'asking 192.0.2.10' },
  lastError: null,
}

test('endpoints are listed with what was seen and who breaks', { skip }, async t => {
  const { page } = await openPages(t, { answers: { '/endpoints': onePage(endpoints) } })
  await page.goto('/endpoints')
  await page.getByRole('link', { name: 'old.joost.test:443' }).waitFor()
  await page.getByText('No answer came within 10 seconds.').waitFor()
  await inspect(page, 'endpoints')
})

test('without endpoints the page shows how one is looked at', { skip }, async t => {
  const { page } = await openPages(t, { answers: { '/endpoints': onePage([]) } })
  await page.goto('/endpoints')
  await page.getByText(/foreseen observe www.example.org --push/).waitFor()
  await inspect(page, 'endpoints-empty')
})

test('an endpoint shows its chain, its history, its plan, and why a look failed', { skip }, async t => {
  const { page } = await openPages(t, { answers: one })
  await page.goto(`/endpoints/${endpoint.id}`)
  await page.getByRole('heading', { level: 1, name: 'www.joost.test:443' }).waitFor()
  await page.getByRole('link', { name: 'Test Issuing CA 1' }).waitFor()
  await page.getByText('tls-timeout').first().waitFor()
  await page.getByText('certbot renews it on 2026-12-01; the key changes.').waitFor()
  await page.getByRole('button', { name: 'chain A, 2026-05-20 to 2026-11-22' }).waitFor()
  await inspect(page, 'endpoint')
  await page.getByRole('button', { name: 'chain A, 2026-05-20 to 2026-11-22' }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'No chain was seen' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'chain A, 2026-05-20 to 2026-11-22' }).click()
  const dialog = page.getByRole('dialog', { name: 'Chain A' })
  await dialog.getByRole('link', { name: 'Test Issuing CA 1' }).waitFor()
  await inspect(page, 'endpoint-chain')
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: 'Table' }).click()
  await page.getByRole('table', { name: 'Chains over time' }).waitFor()
})

test('what may not be reached leads an owner to where that is decided', { skip }, async t => {
  const refused = intervals
    .filter(({ state }) => state === 'failed')
    .map(each => ({ ...each, code: 'tls-address-not-allowed', detail: '127.0.0.1 is loopback.' }))
  assert.ok(refused.length > 0)
  const { page } = await openPages(t, {
    answers: { ...one, [`/endpoints/${endpoint.id}`]: { ...endpoint, now: refused, chains: [] } },
  })
  await page.goto(`/endpoints/${endpoint.id}`)
  await page.getByText('An owner can allow private or loopback addresses in the settings').first().waitFor()
  const link = page.getByRole('link', { name: 'What checks of endpoints may reach' }).first()
  assert.equal(await link.getAttribute('href'), '/settings?part=server')
})

test('a renewal plan is changed, and a wrong field says so', { skip }, async t => {
  const { page, asked } = await openPages(t, {
    answers: { ...one, [`PUT /endpoints/${endpoint.id}/plan`]: endpoint },
  })
  await page.goto(`/endpoints/${endpoint.id}`)
  await page.getByRole('button', { name: 'Change the plan' }).click()
  await page.getByLabel('Days before its end').fill('soon')
  await page.getByLabel('What changes').selectOption('same-key')
  await page.getByRole('button', { name: 'Keep the plan' }).click()
  await page.getByText('a whole number up to 3650').waitFor()
  await inspect(page, 'endpoint-plan')
  await page.getByLabel('Days before its end').fill('30')
  await page.getByRole('button', { name: 'Keep the plan' }).click()
  await page.getByRole('button', { name: 'Change the plan' }).waitFor()
  assert.deepEqual(asked.find(({ method }) => method === 'PUT')?.body, {
    ...endpoint.plan,
    keyPolicy: 'same-key',
    leadDays: 30,
    renewalDay: '2026-12-01',
  })
})

test('a look is followed, survives a reload, and its end is shown', { skip }, async t => {
  let state = job
  const { page, tell } = await openPages(t, {
    answers: {
      ...one,
      [`POST /endpoints/${endpoint.id}/look`]: given(202, { job: job.id }),
      [`/jobs/${job.id}`]: () => state,
    },
  })
  await page.goto(`/endpoints/${endpoint.id}`)
  await page.getByRole('button', { name: 'Look now' }).click()
  await page.getByText('asking 192.0.2.10').waitFor()
  await page.reload()
  await page.getByText('asking 192.0.2.10').waitFor()
  await inspect(page, 'endpoint-look')
  state = { ...job, state: 'done', progress: null, finished: '2026-11-22T10:00:00.000Z' }
  tell('job', state)
  await page.getByText('asking 192.0.2.10').waitFor({ state: 'hidden' })
  assert.doesNotMatch(page.url(), /look=/)
})

test('an endpoint is no longer looked at only after a question, and again when asked', { skip }, async t => {
  let shown = endpoint
  const { page, asked } = await openPages(t, {
    answers: {
      ...one,
      [`/endpoints/${endpoint.id}`]: () => shown,
      [`DELETE /endpoints/${endpoint.id}`]: () => {
        shown = { ...endpoint, ended: '2026-11-22T10:00:00.000Z' }
        return null
      },
      'POST /endpoints': () => {
        shown = endpoint
        return endpoint
      },
    },
  })
  await page.goto(`/endpoints/${endpoint.id}`)
  await page.getByRole('button', { name: 'Stop looking' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('What was seen stays').waitFor()
  await dialog.getByRole('button', { name: 'Stop looking' }).click()
  await page.getByText('It is no longer looked at, since').waitFor()
  assert.equal(asked.filter(({ method }) => method === 'DELETE').length, 1)
  await page.getByRole('button', { name: 'Look at it again' }).click()
  await page.getByRole('button', { name: 'Stop looking' }).waitFor()
  assert.deepEqual(asked.find(({ method }) => method === 'POST')?.body, {
    name: 'www.joost.test:443',
    starttls: 'none',
  })
})

test('endpoints are added by hand and by a list, and wrong ones are named before they are sent', {
  skip,
}, async t => {
  const { page, asked } = await openPages(t, {
    answers: {
      '/endpoints': onePage(endpoints),
      ...one,
      'POST /endpoints': given(201, endpoint),
      'POST /endpoints/import': { created: 2, kept: 1 },
    },
  })
  await page.goto('/endpoints')
  await page.getByRole('button', { name: 'Add many' }).click()
  await page.getByLabel('One endpoint a line').fill('www.joost.test # ours\nnot a host\n')
  await page.getByText(/line 2: .*not a host/).waitFor()
  await inspect(page, 'endpoints-import')
  await page.getByLabel('One endpoint a line').fill('www.joost.test\napi.joost.test\nmail.joost.test:25\n')
  await page.getByRole('button', { name: 'Look at 3 endpoints' }).click()
  await page.getByText('2 new; 1 was known already.').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Add an endpoint' }).click()
  await page.getByLabel('Endpoint', { exact: true }).fill('http://www.joost.test')
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByText('http does not serve TLS').waitFor()
  await page.getByLabel('Endpoint', { exact: true }).fill('www.joost.test')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'www.joost.test:443' }).waitFor()
  assert.deepEqual(asked.find(({ method, path }) => method === 'POST' && path === '/endpoints')?.body, {
    name: 'www.joost.test',
  })
})

test('an endpoint that is not there says so, with what to do', { skip }, async t => {
  const { page } = await openPages(t, {
    answers: {
      [`/endpoints/${endpoint.id}`]: refuse(
        404,
        'server-not-found',
        'There is no endpoint with this identifier.',
      ),
    },
  })
  await page.goto(`/endpoints/${endpoint.id}`)
  await page.getByText('There is no endpoint with this identifier.').waitFor()
})
