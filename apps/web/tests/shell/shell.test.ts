import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect, openPages, skip } from '../harness/pages.ts'

test('keys go to rooms, the heading takes the focus', { skip }, async t => {
  const { page } = await openPages(t, { answers: {}, mayComplain: true })
  await page.goto('/jobs')
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  assert.equal(await page.title(), 'Settings - Foreseen')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await inspect(page, 'keys')
})
