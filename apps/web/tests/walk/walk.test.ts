/** One person, one keyboard, every page: the real server with the founding story in it, from the first link to the last. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { openPage, skip } from '../harness/pages.ts'
import { enter, go, openAndLeave, openRow, tabTo } from './keyboard.ts'
import { becomeOwner, look, startServer } from './place.ts'

/** The story is run for real, on whatever machine this is. */
const storyMs = 240_000

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function loadSample(page: Page): Promise<void> {
  await page.getByText('Look at an example').waitFor()
  await look(page, 'the agenda of a new server')
  await enter(page, button(page, 'Load the sample'))
  await page.getByText('The sample is loaded').waitFor({ timeout: storyMs })
  await look(page, 'where to begin')
  await go(page, 'a', 'Agenda')
  await page
    .getByText(/joost 0\.9\.1 stops connecting/)
    .first()
    .waitFor({ timeout: storyMs })
  await look(page, 'the agenda')
}

async function walkAgenda(page: Page): Promise<void> {
  const actions = page.locator('[data-agenda-link]')
  await tabTo(page, actions.first())
  if ((await actions.count()) > 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(url => url.pathname !== '/')
  await heading(page, /./).waitFor()
}

async function walkReleases(page: Page): Promise<void> {
  await go(page, 'r', 'Releases')
  await page.getByRole('table', { name: 'Releases' }).waitFor()
  await look(page, 'releases')
  await page.keyboard.press('/')
  await page.keyboard.type('0.9.1')
  await page.waitForURL(/query=0\.9\.1/)
  await page.waitForFunction(() => document.querySelectorAll('[data-row-link]').length === 1)
  await openRow(page, 'Releases')
  await heading(page, 'joost 0.9.1').waitFor()
  await page.getByText('41,000').first().waitFor()
  await look(page, 'a release')
  await enter(page, page.getByRole('link', { name: 'Server certificate copied into the program' }).first())
  await page.waitForURL(/\/kinds\//)
  await look(page, 'a kind of finding')
}

async function walkInventory(page: Page): Promise<void> {
  await go(page, 'i', 'Inventory')
  const [table] = await page.getByRole('table').all()
  assert.ok(table !== undefined)
  await look(page, 'the inventory')
  await page.keyboard.press('/')
  await page.keyboard.type('joost')
  await page.waitForURL(/query=joost/)
  await enter(page, page.getByRole('link', { name: /www\.joost\.test/ }).first())
  await page.getByText(/release holds? it/).waitFor()
  await look(page, 'a certificate')
}

async function walkEndpoints(page: Page): Promise<void> {
  await go(page, 'e', 'Endpoints')
  await page.getByRole('table', { name: 'Endpoints' }).waitFor()
  await look(page, 'endpoints')
  await openAndLeave(
    page,
    button(page, 'Add an endpoint'),
    page.getByRole('dialog', { name: 'Add an endpoint' }),
    () => look(page, 'adding an endpoint'),
  )
  await openRow(page, 'Endpoints')
  await page.getByRole('heading', { name: 'Chain now' }).waitFor()
  await page.getByRole('table', { name: 'Releases that meet it' }).waitFor()
  await look(page, 'an endpoint')
  await openAndLeave(page, button(page, 'Stop looking'), page.getByRole('dialog', { name: /no longer$/ }))
}

async function walkForecast(page: Page): Promise<void> {
  await go(page, 'f', 'Forecast')
  await page.getByRole('link', { name: /joost 0\.9\.1/ }).waitFor()
  await look(page, 'the forecast')
  await enter(page, button(page, 'What if'))
  await tabTo(page, page.getByLabel('Key at the renewal'))
  await page.keyboard.type('new root')
  const changes = page.locator('.changes .change').first()
  await changes.waitFor()
  const [stored = '', assumed = ''] = await changes.locator('dd').allInnerTexts()
  assert.match(stored, /^joost 0\.9\.\d /)
  assert.notEqual(assumed, stored, 'what is assumed changes a sentence')
  await look(page, 'what if')
  await enter(page, button(page, 'As planned'))
  await changes.waitFor({ state: 'detached' })
  await enter(page, page.getByRole('link', { name: /joost 0\.9\.1/ }))
  await heading(page, /^joost 0\.9\.1 at /).waitFor()
  await look(page, 'a line of the forecast')
}

/** What a machine can keep no program apart on has no rehearsal; then the page says how to get one. */
async function walkRehearsals(page: Page): Promise<boolean> {
  await go(page, 'h', 'Rehearsals')
  const plans = page.getByRole('table', { name: 'Rehearsal plans' })
  await plans.or(page.getByText('Nothing was rehearsed yet')).waitFor()
  await look(page, 'rehearsals')
  if ((await plans.count()) === 0) return false
  await openRow(page, 'Rehearsal plans')
  const grid = page.getByRole('grid', { name: 'Releases by scenarios' })
  await grid.waitFor()
  await look(page, 'a plan')
  await openRow(page, 'Runs of this plan')
  await heading(page, /^Run of /).waitFor()
  await grid.waitFor()
  await tabTo(page, page.locator('.square-button[tabindex="0"]'))
  await page.keyboard.press('ArrowRight')
  const square = await page.evaluate(() => document.activeElement?.textContent)
  await page.keyboard.press('Enter')
  const evidence = page.getByRole('dialog')
  await evidence.waitFor()
  await look(page, 'the evidence of a cell')
  await page.keyboard.press('Escape')
  await evidence.waitFor({ state: 'hidden' })
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), square)
  await look(page, 'a run')
  await go(page, 'h', 'Rehearsals')
  await enter(page, page.getByRole('link', { name: 'Plan a rehearsal' }))
  await page.waitForURL(/\/rehearsals\/new$/)
  await look(page, 'a new plan')
  return true
}

async function walkSettings(page: Page): Promise<void> {
  await go(page, 'j', 'Jobs')
  await page.getByRole('table').first().waitFor()
  await look(page, 'jobs')
  await go(page, 's', 'Settings')
  await tabTo(page, page.getByRole('tab', { name: 'You' }))
  await look(page, 'settings, You')
  for (const part of ['Tokens', 'People', 'Server']) {
    await page.keyboard.press('ArrowRight')
    await page.getByRole('tab', { name: part, selected: true }).waitFor()
    await page.getByRole('tabpanel').getByRole('button').first().waitFor()
    await look(page, `settings, ${part}`)
  }
  await page.getByRole('tab', { name: 'Server' }).focus()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  await look(page, 'the keyboard')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' })
}

/** The menu itself, once each way: beside the page where there is room, behind a button where there is none. */
async function walkMenu(page: Page): Promise<void> {
  const menu = page.getByRole('navigation', { name: 'Rooms' })
  await enter(page, menu.getByRole('link', { name: 'Agenda' }))
  await heading(page, 'Agenda').waitFor()
  await page.setViewportSize({ width: 360, height: 800 })
  await enter(page, button(page, 'Menu'))
  await enter(page, menu.getByRole('link', { name: 'Releases' }))
  await heading(page, 'Releases').waitFor()
  await page.setViewportSize({ width: 1280, height: 800 })
}

async function removeSample(page: Page): Promise<void> {
  await go(page, 'a', 'Agenda')
  await enter(page, page.getByRole('link', { name: 'Remove it' }))
  await enter(page, button(page, 'Remove the sample'))
  await button(page, 'Load the sample').waitFor()
  for (const [letter, title, empty] of [
    ['r', 'Releases', /No release/],
    ['e', 'Endpoints', 'No endpoint is looked at yet'],
    ['a', 'Agenda', 'Look at an example'],
  ] as const) {
    await go(page, letter, title)
    await page.getByText(empty).first().waitFor()
  }
  await look(page, 'the agenda after the sample')
}

test('every page of a real server, by keyboard alone, wide and narrow, light and dark', { skip }, async t => {
  const { url, link } = await startServer(t)
  const { page, complaints } = await openPage(t, url)
  await becomeOwner(page, link)
  await loadSample(page)
  await walkAgenda(page)
  await walkReleases(page)
  await walkInventory(page)
  await walkEndpoints(page)
  await walkForecast(page)
  if (!(await walkRehearsals(page))) t.diagnostic('nothing can be rehearsed on this machine')
  await walkSettings(page)
  await walkMenu(page)
  await removeSample(page)
  assert.deepEqual(complaints, [])
})
