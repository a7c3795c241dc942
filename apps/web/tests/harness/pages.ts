/**
 * Pages in a browser without a server. In a test:
 *
 *     import { openPages, inspect, axe, shoot, skip } from '../harness/pages.ts'
 *
 *     test('a release says until when it lives', { skip }, async t => {
 *       const { page, asked } = await openPages(t, {
 *         answers: {
 *           '/releases': { items: [release], next: null },          // GET, whatever the query
 *           '/releases?query=joost': { items: [], next: null },     // GET with exactly this query
 *           'POST /forecasts': given(202, { job }),                 // a status of its own
 *           'PATCH /settings': ({ body }) => ({ ...settings, ...body }),   // made of what was asked
 *           '/objects': refuse(503, 'server-busy', 'Too much at once.'),   // a problem document
 *         },
 *       })
 *       await page.goto('/releases')                  // a Playwright page; addresses are relative
 *       await page.getByRole('heading', { name: 'Releases' }).waitFor()
 *       await inspect(page, 'releases')               // axe and a picture, wide and narrow, light and dark
 *     })
 *
 * `owner` is signed in unless `'/session'` is answered otherwise. `null` as an answer is 204. What has no answer is a
 * 404 and fails the test at its end, as do errors in the console and breaches of the content security policy, unless
 * `mayComplain` is set. The clock of the page stands at `nowMs`, its zone is Europe/Berlin. Pictures go to
 * `foreseen-shots` in the folder for temporary files.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type Answers, owner } from './answers.ts'
import { builtPages } from './build.ts'
import { type Served, servePages } from './serve.ts'

export { type Answers, type Asked, given, owner, refuse } from './answers.ts'

const program = '/usr/bin/chromium'
/** `false`, or why pages cannot be opened here. */
export const skip: string | false = existsSync(program) ? false : 'needs Chromium (Debian package chromium)'

/** 2026-11-22 10:00 UTC, unless a test says otherwise. */
export const nowMs = Date.UTC(2026, 10, 22, 10)

/** Chromium as root in a container has no sandbox; nothing but loopback is asked. */
const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

export interface OpenRules {
  readonly answers: Answers
  /** Errors in the console and missing answers are part of the test. */
  readonly mayComplain?: boolean
  readonly nowMs?: number
  readonly width?: number
}

export interface Opened extends Served {
  readonly page: Page
  /** Errors in the console, of scripts and of the policy, so far. */
  readonly complaints: readonly string[]
}

/** Refusals are answers, not errors of the page; the browser notes them all the same. */
const isNoise = (text: string): boolean => text.startsWith('Failed to load resource')

function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(`${error.message}\n${error.stack ?? ''}`))
  page.on('console', message => {
    if (message.type() === 'error' && !isNoise(message.text())) complaints.push(message.text())
  })
  return complaints
}

/** Much works at once on a small machine. */
const patienceMs = 20_000

/** One for all tests of a file; each has a context of its own, which shares nothing. */
let browser: Promise<Browser> | undefined
const openBrowser = (): Promise<Browser> => {
  browser ??= chromium.launch({ executablePath: program, args: flags.split(' ') })
  return browser
}
after(async () => (await browser)?.close())

/** A page of a browser at a server that is there already; relative addresses are its. Ends with the test. */
export async function openPage(
  t: TestContext,
  url: string,
  width = 1280,
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const context = await (await openBrowser()).newContext({
    baseURL: url,
    viewport: { width, height: 800 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  t.after(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(patienceMs)
  return { page, complaints: listen(page) }
}

/** A browser, the pages and the given answers; all ends with the test. */
export async function openPages(t: TestContext, rules: OpenRules): Promise<Opened> {
  const served = await servePages(await builtPages(), { '/session': owner, ...rules.answers })
  t.after(async () => {
    await served.close()
    if (rules.mayComplain === true) return
    assert.deepEqual(complaints, [], 'The page complained')
    assert.deepEqual(served.missing, [], 'The test gives no answer for these')
  })
  const { page, complaints } = await openPage(t, served.url, rules.width)
  await page.clock.setFixedTime(rules.nowMs ?? nowMs)
  return { ...served, page, complaints }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const axeRun = `axe.run(document, { resultTypes: ['violations'] })`

/** Asserts that axe finds nothing against WCAG 2.2 AA and good practice in what is shown now. */
export async function axe(page: Page): Promise<void> {
  await page.evaluate(axeSource)
  const results: AxeResults = await page.evaluate(axeRun)
  const found = results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html}\n  ${failureSummary ?? ''}`),
  )
  assert.deepEqual(found, [])
}

const widths = { wide: 1280, narrow: 360 } as const
const schemes = ['light', 'dark'] as const

async function inEveryLight(page: Page, act: (name: string) => Promise<void>): Promise<void> {
  const before = page.viewportSize()
  for (const [name, width] of Object.entries(widths)) {
    await page.setViewportSize({ width, height: 800 })
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.evaluate(
        () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      )
      await act(`${name}-${scheme}`)
    }
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    assert.ok(over <= 0, `At ${width} px the page is ${over} px too wide`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  if (before !== null) await page.setViewportSize(before)
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = join(tmpdir(), 'foreseen-shots')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

/** Pictures at 1280 and 360 px, light and dark; asserts that nothing sticks out sideways. */
export const shoot = (page: Page, name: string): Promise<void> =>
  inEveryLight(page, light => picture(page, `${name}-${light}`))

/** `shoot` and `axe` in one walk. */
export const inspect = (page: Page, name: string): Promise<void> =>
  inEveryLight(page, async light => {
    await picture(page, `${name}-${light}`)
    await axe(page)
  })
