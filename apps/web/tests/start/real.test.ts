/** From an artefact to its forecast in the browser: the pages, the server, its worker and a scan, all as they are. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { scanner } from '../../../cli/src/serve/scanner.ts'
import { setStage } from '../../../cli/src/story/stage.ts'
import { serve } from '../../../server/src/serve/serve.ts'
import { freshDatabaseUrl } from '../../../server/tests/database.ts'
import { builtPages } from '../harness/build.ts'
import { axe, openPage, shoot, skip } from '../harness/pages.ts'

const cheap = { memoryKib: 64, passes: 1, parallelism: 1 }

async function start(t: TestContext) {
  const data = mkdtempSync(join(tmpdir(), 'foreseen-start-'))
  const lines: string[] = []
  const running = await serve({
    data,
    ...(await freshDatabaseUrl()),
    port: 0,
    version: '0.0.0-test',
    pages: await builtPages(),
    scanner,
    print: line => void lines.push(line),
    server: { logLevel: 'silent', passwords: cheap },
  })
  t.after(async () => {
    await running.close()
    rmSync(data, { recursive: true, force: true })
  })
  return {
    url: `http://localhost:${running.port}`,
    link: /#\/setup\/[\w-]{43}/.exec(lines.join('\n'))?.[0] ?? '',
  }
}

async function becomeOwner(page: Page, link: string): Promise<void> {
  await page.goto(`/${link}`)
  await page.getByLabel('Name').fill('Ada Joost')
  await page.getByLabel('Mail address').fill('ada@joost.test')
  await page.getByLabel('Password').fill('correct horse battery')
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
}

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
  const { url, link } = await start(t)
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
