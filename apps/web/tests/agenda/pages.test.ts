/** The agenda in a browser: whether all is well, what comes, and what to do about each. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownAgenda } from '@foreseen/facts'
import { inspect, openPages, skip } from '../harness/pages.ts'
import { itemOf } from './items.ts'

const endpoint = { id: 'end_1', name: 'www.joost.test:443' }

const agenda: ShownAgenda = {
  sentence:
    "joost 0.9.1 stops connecting to www.joost.test on 2026-11-27 (in 5 days): bin/joost holds the server's own certificate, and it is renewed with a new key.",
  state: 'trouble',
  days: 90,
  items: [
    itemOf({
      kind: 'stale-look',
      urgency: 'unknown',
      sentence: 'What api.partner.test serves is unknown: the last 4 looks failed, the last one 3 hours ago.',
      action: 'Look at it again, or give its chain.',
      href: '/endpoints/end_4',
    }),
    itemOf({
      day: '2026-11-27',
      earliest: '2026-11-22',
      latest: '2026-12-27',
      outcome: 'breaks',
      sentence:
        "joost 0.9.1 stops connecting to www.joost.test on 2026-11-27: bin/joost holds the server's own certificate, and it is renewed with a new key.",
      action: 'See the evidence and the measures.',
      installs: 1200,
      endpoint,
    }),
    itemOf({
      kind: 'renewal',
      day: '2026-11-27',
      sentence: 'The certificate of www.joost.test is due to be renewed: two thirds of its life are over.',
      action: 'Say whether the key stays.',
      href: '/endpoints/end_1',
      endpoint,
    }),
    itemOf({
      kind: 'renewal',
      day: '2026-11-28T12:00:00Z',
      sentence: 'updates.joost.test is to be renewed by Ada. No release is known to break by it.',
      action: '',
      href: '/endpoints/end_2',
    }),
    itemOf({
      day: '2026-12-20',
      outcome: 'may-break',
      sentence:
        'joost 1.0.0 may stop connecting to sync.joost.test on 2026-12-20: classes.dex pins the key of the intermediate.',
      action: 'Rehearse it with another intermediate.',
      installs: 48_000,
    }),
    itemOf({
      kind: 'rehearsal-due',
      day: '2026-12-11',
      sentence: 'The rehearsal of joost was last run 3 weeks ago.',
      action: 'Run it again.',
      href: '/rehearsals',
    }),
    itemOf({
      kind: 'ecosystem',
      day: '2027-02-01',
      urgency: 'later',
      sentence:
        'Public certificates live at most 100 days from 2027-03-15 on; plan for a renewal every two months.',
      action: 'See the forecast of that day.',
      href: '/forecast',
    }),
  ],
  scored: { cameTrue: 11, didNot: 1, cannotTell: 2 },
  sample: 'present',
}

test('the agenda is seen at every width and in every light', { skip }, async t => {
  const { page } = await openPages(t, { answers: { '/agenda': agenda } })
  await page.goto('/')
  await page.getByRole('heading', { level: 2, name: 'This week' }).waitFor()
  assert.deepEqual(await page.getByRole('heading', { level: 2 }).allInnerTexts(), [
    'Now',
    'This week',
    'This month',
    'Later',
  ])
  await inspect(page, 'agenda')
})

test('keys go from action to action; Enter goes where it is done', { skip }, async t => {
  const { page } = await openPages(t, { answers: { '/agenda': agenda }, mayComplain: true })
  await page.goto('/')
  await page.getByRole('link', { name: 'Look at it again, or give its chain.' }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('j')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Say whether the key stays.')
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/forecast/for_1/0')
})

test('all is well is said; what is unknown is grey', { skip }, async t => {
  const well: ShownAgenda = {
    ...agenda,
    sentence: 'Nothing is expected to break in the next 90 days: 4 releases keep connecting to 3 endpoints.',
    state: 'well',
    items: [],
    scored: null,
    sample: 'absent',
  }
  const { page } = await openPages(t, { answers: { '/agenda': well } })
  await page.goto('/')
  await page.getByText('Nothing is due in the next 90 days.').waitFor()
  assert.equal(await page.locator('.agenda-answer .shape-survives').count(), 1)
  await inspect(page, 'agenda-well')
})

test('an unknown state has the grey shape', { skip }, async t => {
  const unknown: ShownAgenda = {
    ...agenda,
    state: 'unknown',
    items: [],
    sentence: 'Nothing could be forecast: no endpoint could be observed.',
  }
  const { page } = await openPages(t, { answers: { '/agenda': unknown } })
  await page.goto('/')
  await page.locator('.agenda-answer .shape-unknown').waitFor()
  assert.equal(await page.locator('.agenda-answer .shape-survives').count(), 0)
})

test('an empty agenda teaches three ways in', { skip }, async t => {
  const empty: ShownAgenda = {
    ...agenda,
    sentence: 'Nothing is here yet: no release and no endpoint is known.',
    state: 'empty',
    items: [],
    scored: null,
    sample: 'absent',
  }
  const { page } = await openPages(t, {
    answers: { '/agenda': empty, '/products': { items: [], next: null } },
  })
  await page.goto('/')
  await page.getByRole('heading', { level: 2, name: 'Name an endpoint' }).waitFor()
  await page.getByRole('link', { name: 'The same on a page of its own' }).waitFor()
  await inspect(page, 'agenda-empty')
})
