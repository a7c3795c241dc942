import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ShownAgenda, ShownJob } from '@foreseen/facts'
import type { Page } from 'playwright-core'
import { given, inspect, openPages, owner, skip } from '../harness/pages.ts'
import {
  endpoint,
  intervals,
  joost,
  occurrences,
  page as onePage,
  timeline,
  unseen,
} from '../release/given.ts'

const agenda: ShownAgenda = {
  sentence: 'Nothing is known yet.',
  state: 'empty',
  days: 90,
  items: [],
  scored: null,
  sample: 'absent',
}

const scan: ShownJob = {
  id: 'job_00000000000000000000000001',
  kind: 'scan',
  title: 'scan joost 0.9.1',
  key: null,
  state: 'running',
  attempts: 1,
  retries: 2,
  created: '2026-11-22T09:59:00.000Z',
  notBefore: null,
  started: '2026-11-22T09:59:30.000Z',
  finished: null,
  worker: 'here',
  progress: { share: 0.62, text: 'joost-0.9.1.tgz: 210 of 340 MB' },
  lastError: null,
}
const done: ShownJob = { ...scan, state: 'done', progress: null, finished: '2026-11-22T10:00:00.000Z' }
const scanned = { ...joost, endpoints: [] }

const answers = (state: () => ShownJob) => ({
  '/agenda': agenda,
  'POST /uploads': given(202, { job: scan.id, release: joost.id }),
  [`/jobs/${scan.id}`]: state,
  [`/releases/${joost.id}`]: scanned,
  [`/releases/${joost.id}/occurrences`]: onePage(occurrences),
  [`/releases/${joost.id}/unseen`]: onePage(unseen),
  [`PATCH /releases/${joost.id}`]: joost,
  [`/endpoints/${endpoint.id}`]: endpoint,
  [`/endpoints/${endpoint.id}/intervals`]: onePage(intervals),
  'POST /endpoints': given(201, endpoint),
  '/timeline': timeline,
})

/** Drops a file that exists only in the page, as a pointer would from the desktop. */
async function dropFile(page: Page, name: string): Promise<void> {
  const transfer = await page.evaluateHandle(name => {
    const made = new DataTransfer()
    made.items.add(new File(['x'.repeat(4096)], name))
    return made
  }, name)
  await page.dispatchEvent('h1', 'dragover', { dataTransfer: transfer })
  await page.dispatchEvent('h1', 'drop', { dataTransfer: transfer })
}

test('first start offers three ways in', { skip }, async t => {
  const { page } = await openPages(t, { answers: answers(() => scan) })
  await page.goto('/start')
  await page.getByRole('button', { name: 'Load the sample' }).waitFor()
  for (const name of ['Drop an artefact', 'Name an endpoint', 'Look at an example'])
    await page.getByRole('heading', { name }).waitFor()
  await inspect(page, 'start')
})

test('an artefact is dropped, named, sent, followed over a reload, and leads to a forecast', {
  skip,
}, async t => {
  let state = scan
  const { page, asked, tell } = await openPages(t, { answers: answers(() => state) })
  await page.goto('/start')
  await page.getByRole('heading', { name: 'Drop an artefact' }).waitFor()
  await dropFile(page, 'joost_0.9.1_amd64.deb')
  assert.equal(await page.getByLabel('Product').inputValue(), 'joost')
  assert.equal(await page.getByLabel('Version').inputValue(), '0.9.1')
  assert.equal(await page.getByLabel('Platform').inputValue(), 'linux-x64')
  await page.getByLabel('Platform').fill('')
  await inspect(page, 'start-named')
  await page.getByRole('button', { name: 'Send and scan it' }).click()
  await page.getByText('joost-0.9.1.tgz: 210 of 340 MB').waitFor()
  const sent = asked.find(({ path }) => path === '/uploads')
  assert.equal(`${sent?.query}`, 'product=joost&version=0.9.1&name=joost_0.9.1_amd64.deb')
  assert.equal(String(sent?.body).length, 4096)
  await page.reload()
  await page.getByText('joost-0.9.1.tgz: 210 of 340 MB').waitFor()
  await inspect(page, 'start-scanning')
  state = done
  tell('job', done)
  await page.getByText('joost 0.9.1 was scanned.').waitFor()
  await inspect(page, 'start-scanned')
  await page.getByLabel('Which server does it connect to?').fill('www.joost.test')
  await page.getByRole('button', { name: 'See until when it lives' }).click()
  await page.getByRole('heading', { level: 1, name: 'joost 0.9.1' }).waitFor()
  assert.deepEqual(asked.find(({ method }) => method === 'PATCH')?.body, {
    endpoints: ['www.joost.test:443'],
  })
})

test('sending can be stopped, and a file can be chosen by keyboard', { skip }, async t => {
  const folder = await mkdtemp(join(tmpdir(), 'foreseen-start-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'tender.zip')
  await writeFile(file, Buffer.alloc(3_000_000))
  const { page, asked } = await openPages(t, { answers: answers(() => scan) })
  // Held on its way, so that there is something to stop.
  await page.route('**/uploads**', () => {})
  await page.goto('/start')
  await page.getByLabel('Drop it anywhere on this page, or choose it:').setInputFiles(file)
  await page.getByRole('button', { name: 'Send and scan it' }).click()
  await page.getByText('It needs one.').waitFor()
  await page.getByLabel('Version').fill('3.0')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Stop sending tender.zip' }).waitFor()
  await page.getByText(/of 3 MB sent/).waitFor()
  await page.getByRole('button', { name: 'Stop sending tender.zip' }).click()
  await page.getByRole('button', { name: 'Send and scan it' }).waitFor()
  assert.equal(await page.getByLabel('Version').inputValue(), '', 'the form begins anew')
  assert.equal(asked.filter(({ path }) => path === '/uploads').length, 0)
})

test('a scan is cancelled, and what failed says why', { skip }, async t => {
  let state: ShownJob = scan
  const { page, tell } = await openPages(t, {
    answers: {
      ...answers(() => state),
      [`POST /jobs/${scan.id}/cancel`]: () => (state = { ...scan, state: 'cancelled' }),
    },
  })
  await page.goto(`/start?scan=${scan.id}&release=${joost.id}`)
  await page.getByRole('button', { name: /Cancel/ }).click()
  tell('job', state)
  await page.getByRole('button', { name: 'Scan another artefact' }).waitFor()
  state = { ...scan, state: 'dead', lastError: 'The artefact is larger than the disk can hold.' }
  tell('job', state)
  await page.getByText('The artefact is larger than the disk can hold.').waitFor()
  await page.getByRole('button', { name: 'Scan another artefact' }).click()
  await page.getByLabel('Drop it anywhere on this page, or choose it:').waitFor()
})

test('the sample is loaded, followed, and removed in one click', { skip }, async t => {
  let sample: ShownAgenda['sample'] = 'absent'
  let state: ShownJob = { ...scan, kind: 'sample', title: 'make the sample' }
  const { page, asked, tell } = await openPages(t, {
    answers: {
      ...answers(() => state),
      '/agenda': () => ({ ...agenda, sample }),
      '/jobs': () => onePage([state]),
      'POST /sample': () => {
        sample = 'making'
        return given(202, { job: scan.id })
      },
      'DELETE /sample': () => {
        sample = 'absent'
        return null
      },
    },
  })
  await page.goto('/start')
  await page.getByRole('button', { name: 'Load the sample' }).click()
  await page.getByText('make the sample').first().waitFor()
  sample = 'present'
  state = { ...state, state: 'done', progress: null }
  tell('job', state)
  await page.getByText('The sample is loaded').waitFor()
  await inspect(page, 'start-sample')
  await page.getByRole('button', { name: 'Remove the sample' }).click()
  await page.getByRole('button', { name: 'Load the sample' }).waitFor()
  assert.equal(asked.filter(({ method }) => method === 'DELETE').length, 1)
})

test('a sample that somebody else loads is followed, and one that failed can be loaded again', {
  skip,
}, async t => {
  let sample: ShownAgenda['sample'] = 'making'
  let state: ShownJob = { ...scan, kind: 'sample', title: 'run the founding story' }
  const { page, tell } = await openPages(t, {
    answers: {
      ...answers(() => state),
      '/agenda': () => ({ ...agenda, sample }),
      '/jobs': () => onePage([state]),
    },
  })
  await page.goto('/start')
  await page.getByText('joost-0.9.1.tgz: 210 of 340 MB').waitFor()
  sample = 'failed'
  state = { ...state, state: 'dead', lastError: 'No port was free.' }
  tell('job', state)
  await page.getByRole('button', { name: 'Load the sample again' }).waitFor()
})

test('an endpoint is named by keyboard alone', { skip }, async t => {
  const { page } = await openPages(t, { answers: answers(() => scan) })
  await page.goto('/start')
  await page.getByLabel('Endpoint', { exact: true }).focus()
  await page.keyboard.type('www.joost.test')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'www.joost.test:443' }).waitFor()
})

test('a viewer is told who can begin', { skip }, async t => {
  const viewer = { ...owner, person: { ...owner.person, role: 'viewer' } }
  const { page } = await openPages(t, { answers: { '/session': viewer } })
  await page.goto('/start')
  await page.getByText('An editor can send the first artefact').waitFor()
})
