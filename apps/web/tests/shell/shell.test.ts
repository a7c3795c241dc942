import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { type Answers, axe, given, inspect, openPages, owner, skip } from '../harness/pages.ts'

const quiet: Answers = {
  '/jobs': { items: [], next: null },
  '/jobs/counts': [],
  '/sessions': { items: [] },
  '/passkeys': { items: [] },
  '/sign-in': { password: true, passkeys: false, passkeyTrouble: 'Passkeys need a name.', provider: '' },
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

const focusedTag = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.tagName)

test('keys go to rooms, the heading takes the focus, the title says where', { skip }, async t => {
  const { page } = await openPages(t, { answers: quiet })
  await page.goto('/jobs')
  await heading(page, 'Jobs').waitFor()
  assert.equal(await page.title(), 'Jobs - Foreseen')
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await heading(page, 'Settings').waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  assert.equal(await page.title(), 'Settings - Foreseen')
  await page.goBack()
  await heading(page, 'Jobs').waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('x')
  await page.keyboard.press('s')
  assert.equal(new URL(page.url()).pathname, '/jobs', 'a letter that means nothing ends the waiting')
})

test('keys mean letters while somebody types, and nothing while a dialog is open', { skip }, async t => {
  const { page } = await openPages(t, { answers: quiet })
  await page.goto('/settings')
  await page.getByLabel('Name', { exact: true }).fill('')
  await page.keyboard.type('g j ?')
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'g j ?')
  await page.getByRole('tab', { name: 'You' }).focus()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  await inspect(page, 'keys')
  await page.keyboard.press('g')
  await page.keyboard.press('j')
  assert.equal(new URL(page.url()).pathname, '/settings')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' })
  assert.equal(
    await page.evaluate(() => document.activeElement?.textContent),
    'You',
    'the focus is given back',
  )
})

test('the first stop leads past the menu', { skip }, async t => {
  const { page } = await openPages(t, { answers: quiet })
  await page.goto('/jobs')
  await heading(page, 'Jobs').waitFor()
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the page')
  await page.keyboard.press('Enter')
  assert.equal(await focusedTag(page), 'MAIN')
})

test('on a narrow screen the menu opens, and closes where it led', { skip }, async t => {
  const { page } = await openPages(t, { answers: quiet, width: 360 })
  await page.goto('/jobs')
  const button = page.getByRole('button', { name: 'Menu' })
  await button.press('Enter')
  assert.equal(await button.getAttribute('aria-expanded'), 'true')
  await inspect(page, 'menu')
  await page.setViewportSize({ width: 360, height: 800 })
  await page.getByRole('link', { name: 'Settings' }).press('Enter')
  await heading(page, 'Settings').waitFor()
  await page.getByRole('link', { name: 'Jobs' }).waitFor({ state: 'hidden' })
})

test('an address that leads nowhere says so, with a way on', { skip }, async t => {
  const { page } = await openPages(t, { answers: quiet })
  await page.goto('/no/such/page')
  await heading(page, 'There is no such page').waitFor()
  await page.getByText('/no/such/page').waitFor()
  await inspect(page, 'absent')
})

test('a part of the program that does not come is asked for again', { skip }, async t => {
  const { page } = await openPages(t, { answers: quiet, mayComplain: true })
  await page.goto('/jobs')
  await heading(page, 'Jobs').waitFor()
  await page.route('**/assets/setting-*.js', route => route.abort())
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await heading(page, 'This page could not be drawn').waitFor()
  await axe(page)
  await page.unroute('**/assets/setting-*.js')
  await page.getByRole('button', { name: 'Try again' }).press('Enter')
  await heading(page, 'Settings').waitFor()
})

test('who may less is offered less; who signs out sees nothing any more', { skip }, async t => {
  let isIn = true
  const viewer = { ...owner, person: { ...owner.person, role: 'viewer' } }
  const { page, asked } = await openPages(t, {
    answers: {
      ...quiet,
      '/session': () =>
        isIn ? viewer : given(401, { code: 'server-unauthenticated', detail: '', remedy: '' }),
      '/setup': { needed: false },
      'DELETE /session': () => {
        isIn = false
        return null
      },
    },
  })
  await page.goto('/settings')
  await heading(page, 'Settings').waitFor()
  assert.equal(await page.getByRole('tab').count(), 2)
  await page.getByRole('button', { name: 'Sign out' }).press('Enter')
  await heading(page, 'Sign in').waitFor()
  await page.goBack()
  await heading(page, 'Sign in').waitFor()
  assert.ok(asked.some(({ method, path }) => method === 'DELETE' && path === '/session'))
})

test('on paper there is no menu; in forced colours shapes stay', { skip }, async t => {
  const { page } = await openPages(t, { answers: quiet })
  await page.goto('/jobs')
  await heading(page, 'Jobs').waitFor()
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.getByRole('navigation', { name: 'Rooms' }).isVisible(), false)
  await page.emulateMedia({ media: 'screen', forcedColors: 'active' })
  await axe(page)
})
