/** From an artefact to its forecast in the browser: the pages, the server, its worker and a scan, all as they are. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { scanner } from '../../../cli/src/serve/scanner.ts'
import { setStage } from '../../../cli/src/story/stage.ts'
import { axe, openPage, shoot, skip } from '../harness/pages.ts'
import { becomeOwner, startServer } from '../harness/real.ts'

/** The server of the story stands on loopback, which only an owner may have looked at. */
async function allowLoopback(page: Page): Promise<void> {
  const status = await page.evaluate(async () => {
    const session = await (await fetch('/api/v1/session')).json()
    const headers = { 'content-type': 'application/json', 'x-csrf-token': session.csrfToken }
    const body = JSON.stringify({ loopbackAddresses: true })
    return (await fetch('/api/v1/settings', { method: 'PATCH', headers, body })).status
  })
  assert.equal(status, 200)
}

test('an artefact is dropped, scanned, joined with its server, and its day is known', { skip }, async t => {
  const stage = await setStage(Date.now())
  t.after(() => stage.end())
  const { url, link } = await startServer(t, { scanner })
  const { page, complaints } = await openPage(t, url)
  await becomeOwner(page, link)
  await allowLoopback(page)
  await page.goto('/start')
  await page
    .getByLabel('Drop it anywhere on this page, or choose it:')
    .setInputFiles(stage.releases[0].archive)
  assert.equal(await page.getByLabel('Version').inputValue(), '0.9.1')
  await page.getByRole('button', { name: 'Send and scan it' }).click()
  await page.getByText('joost 0.9.1 was scanned.').waitFor({ timeout: 60_000 })
  await page
    .getByLabel('Which server does it connect to?')
    .fill(stage.endpoint.replace(/^[^:]+/, 'localhost'))
  await page.getByRole('button', { name: 'See until when it lives' }).click()
  await page.getByRole('heading', { level: 1, name: 'joost 0.9.1' }).waitFor()
  await page.getByRole('link', { name: 'Server certificate copied into the program' }).first().waitFor()
  await page
    .getByText(/joost 0.9.1 stops connecting to localhost/)
    .first()
    .waitFor({ timeout: 60_000 })
  await axe(page)
  await shoot(page, 'real-release')
  await page.getByRole('table', { name: 'Endpoints that it meets' }).getByRole('link').first().click()
  await page.getByRole('table', { name: /^Chain at 127.0.0.1/ }).waitFor()
  await shoot(page, 'real-endpoint')
  await page.getByRole('link', { name: 'www.joost.test' }).first().click()
  await page.getByText('1 release holds it, and 1 endpoint serves it now.').waitFor()
  await page.getByRole('navigation', { name: 'Family of renewals, issuers and pins' }).waitFor()
  await axe(page)
  await shoot(page, 'real-object')
  assert.deepEqual(complaints, [])
})
