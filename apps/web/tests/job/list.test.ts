import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownJob, ShownJobCount } from '@foreseen/facts'
import { inspect, openPages, shoot, skip } from '../harness/pages.ts'

const job = (number: number, more: Partial<ShownJob> = {}): ShownJob => ({
  id: `job_${number}`,
  kind: 'scan',
  title: `scan joost 0.9.${number}`,
  key: null,
  state: 'done',
  attempts: 1,
  retries: 5,
  created: '2026-11-22T09:00:00.000Z',
  notBefore: null,
  started: '2026-11-22T09:00:01.000Z',
  finished: '2026-11-22T09:01:00.000Z',
  worker: 'build-1:4711',
  progress: null,
  lastError: null,
  ...more,
})

const running = job(1, {
  state: 'running',
  finished: null,
  progress: { share: 0.42, text: 'reading joost.tar.gz, 1.2 GB/s' },
})
const waiting = job(2, {
  kind: 'observe',
  title: 'look at www.joost.test:443',
  state: 'waiting',
  attempts: 0,
  started: null,
  finished: null,
  notBefore: '2026-11-22T11:30:00.000Z',
  worker: null,
})
const dead = job(3, {
  kind: 'forecast',
  title: 'forecast of everything',
  state: 'dead',
  attempts: 6,
  lastError: 'scan-process-ended: the process of the scan ended with code 137.',
})
const counts: readonly ShownJobCount[] = [
  { kind: 'scan', state: 'running', count: 1 },
  { kind: 'scan', state: 'done', count: 340 },
  { kind: 'observe', state: 'waiting', count: 1 },
  { kind: 'forecast', state: 'dead', count: 1 },
]

test('jobs: the answer first, then each with its state; news change them in place', { skip }, async t => {
  let items = [running, waiting, dead, ...Array.from({ length: 4 }, (_, index) => job(index + 4))]
  const { page, tell, asked } = await openPages(t, {
    answers: {
      '/jobs': () => ({ items, next: null }),
      '/jobs?state=dead': { items: [dead], next: null },
      '/jobs/counts': counts,
      'POST /jobs/job_1/cancel': () => ({ ...running, state: 'cancelled' }),
      'POST /jobs/job_3/revive': () => ({ ...dead, state: 'waiting' }),
    },
  })
  await page.goto('/jobs')
  await page.getByText('1 running, 1 waiting; 1 failed and will not try again.').waitFor()
  await inspect(page, 'jobs')
  items = [{ ...running, progress: { share: 0.9, text: 'nearly there' } }, waiting, dead]
  tell('job', items[0])
  await page.getByText('nearly there').waitFor()
  await page.getByRole('button', { name: 'Cancel scan joost 0.9.1' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
  await page.getByRole('button', { name: 'Try again: forecast of everything' }).press('Enter')
  await page.getByRole('button', { name: /^failed/ }).press('Enter')
  await page.waitForURL(/state=dead/)
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
  const posted = asked.filter(({ method }) => method === 'POST').map(({ path }) => path)
  assert.deepEqual(posted, ['/jobs/job_1/cancel', '/jobs/job_3/revive'])
})

test('a long list draws what is in view, reads on at its end, and keeps its place', { skip }, async t => {
  const page1 = Array.from({ length: 200 }, (_, index) => job(index + 1))
  const page2 = Array.from({ length: 50 }, (_, index) => job(index + 201))
  const { page } = await openPages(t, {
    answers: {
      '/jobs?cursor=two': { items: page2, next: null },
      '/jobs': { items: page1, next: 'two' },
      '/jobs/counts': counts,
    },
  })
  await page.goto('/jobs')
  await page.getByText('scan joost 0.9.1', { exact: true }).waitFor()
  await shoot(page, 'jobs-many')
  await page.evaluate(() => window.scrollTo(0, 0))
  const drawn = await page.locator('tbody tr[data-index]').count()
  assert.ok(drawn < 80, `${drawn} rows are drawn`)
  for (let turn = 0; turn < 30 && !(await page.getByText('scan joost 0.9.250').isVisible()); turn++) {
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 20))))
  }
  await page.getByText('scan joost 0.9.250').waitFor()
  assert.equal(await page.locator('tr[aria-rowindex="251"]').count(), 1)
})

test('no jobs: the command that makes one', { skip }, async t => {
  const { page } = await openPages(t, {
    answers: { '/jobs': { items: [], next: null }, '/jobs/counts': [] },
  })
  await page.goto('/jobs')
  await page.getByText('There are no jobs yet').waitFor()
  await page.getByRole('button', { name: 'copy the command' }).click()
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^foreseen scan/)
  await inspect(page, 'jobs-empty')
})

test('when the server tells nothing, the page says so and asks by itself', { skip }, async t => {
  const { page, stream } = await openPages(t, {
    answers: { '/jobs': { items: [], next: null }, '/jobs/counts': [] },
  })
  await page.goto('/jobs')
  await page.getByText('There are no jobs yet').waitFor()
  stream(false)
  await page.getByRole('status').getByText('No news from the server').waitFor()
  await inspect(page, 'jobs-lost')
})
