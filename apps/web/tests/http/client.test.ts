import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownJob } from '@foreseen/facts'
import { type Asked, openPages, owner, refuse, skip } from '../harness/pages.ts'

const job: ShownJob = {
  id: 'job_1',
  kind: 'observe',
  title: 'look at www.joost.test:443',
  key: null,
  state: 'waiting',
  attempts: 0,
  retries: 3,
  created: '2026-11-22T09:00:00.000Z',
  notBefore: null,
  started: null,
  finished: null,
  worker: null,
  progress: null,
  lastError: null,
}
const quiet = { '/jobs': { items: [job], next: null }, '/jobs/counts': [] }
const cancel = 'Cancel look at www.joost.test:443'

test('a change carries the token of the session, and asks for a new one once', { skip }, async t => {
  let current = 'first'
  const { page, asked } = await openPages(t, {
    answers: {
      ...quiet,
      '/session': () => ({ ...owner, csrfToken: current }),
      'POST /jobs/job_1/cancel': ({ headers }: Asked) =>
        headers['x-csrf-token'] === current
          ? { ...job, state: 'cancelled' }
          : refuse(403, 'server-csrf', 'Another session.'),
    },
  })
  await page.goto('/jobs')
  await page.getByRole('button', { name: cancel }).waitFor()
  // Somebody signed in again in another tab.
  current = 'second'
  await page.getByRole('button', { name: cancel }).press('Enter')
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
  const tokens = asked.filter(({ method }) => method === 'POST').map(({ headers }) => headers['x-csrf-token'])
  assert.deepEqual(tokens, ['first', 'second'])
})

test('a token that stays wrong is a refusal, not a ring', { skip }, async t => {
  const { page, asked } = await openPages(t, {
    answers: {
      ...quiet,
      'POST /jobs/job_1/cancel': refuse(403, 'server-csrf', 'It belongs to another session.'),
    },
  })
  await page.goto('/jobs')
  await page.getByRole('button', { name: cancel }).press('Enter')
  await page.getByText('It belongs to another session.').waitFor()
  assert.equal(asked.filter(({ method }) => method === 'POST').length, 2)
})

test('a server that does not answer is named as that, and asked again on demand', { skip }, async t => {
  const { page } = await openPages(t, { answers: quiet, mayComplain: true })
  await page.route('**/api/v1/jobs', route => route.abort())
  await page.goto('/jobs')
  await page.getByRole('alert').getByText('The server does not answer.').waitFor()
  await page.unroute('**/api/v1/jobs')
  await page.getByRole('button', { name: 'Try again' }).press('Enter')
  await page.getByRole('button', { name: cancel }).waitFor()
})

test('while nothing is told, pages ask by themselves, and again when it is back', { skip }, async t => {
  const { page, asked, stream } = await openPages(t, { answers: quiet })
  await page.goto('/jobs')
  await page.getByRole('button', { name: cancel }).waitFor()
  const lists = () => asked.filter(({ path }) => path === '/jobs').length
  const before = lists()
  stream(false)
  await page.getByText('No news from the server').waitFor()
  stream(true)
  // A refused stream is tried again by the page itself, at most 20 seconds later; what was missed is asked for.
  await page.getByText('No news from the server').waitFor({ state: 'hidden', timeout: 60_000 })
  for (let turn = 0; turn < 100 && lists() === before; turn++)
    await page.evaluate(() => new Promise(requestAnimationFrame))
  assert.ok(lists() > before)
})
