/** The forecast's pages in a browser: seen, walked by keys, assumed otherwise. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import type { ShownDateLine } from '@foreseen/facts'
import { given, inspect, openPages as open, refuse, skip } from '../harness/pages.ts'
import { inDays, lineOf, nowMs, timelineOf } from './lines.ts'
import { listed, openWorkspace } from './workspace.ts'

/** Pages two hours after the forecast was made. */
const openPages = (t: TestContext, rules: Parameters<typeof open>[1]) =>
  open(t, { nowMs: nowMs + 7_200_000, ...rules })

let workspace: Awaited<ReturnType<typeof openWorkspace>>
before(async () => {
  workspace = await openWorkspace()
})

const date = (days: number, kind: ShownDateLine['kind'], title: string): ShownDateLine => ({
  day: inDays(days),
  kind,
  title,
  endpoint:
    kind === 'ecosystem'
      ? null
      : { id: 'end_1', name: `${title.replace(/^The certificate of | ends| is to be renewed/g, '')}` },
  source: kind === 'ecosystem' ? 'https://cabforum.org/working-groups/server/baseline-requirements/' : '',
})

const dates: readonly ShownDateLine[] = [
  date(5, 'renewal', 'www.joost.test:443 is to be renewed'),
  date(35, 'end', 'The certificate of www.joost.test:443 ends'),
  date(30, 'renewal', 'sync.joost.test:443 is to be renewed'),
  date(90, 'end', 'The certificate of sync.joost.test:443 ends'),
  date(112, 'ecosystem', 'Public certificates live at most 100 days'),
  date(220, 'renewal', 'updates.joost.test:443 is to be renewed'),
  date(340, 'end', 'The certificate of updates.joost.test:443 ends'),
]

function answersOf() {
  const { lines, inputs } = workspace
  const timeline = timelineOf(lines.map(listed), dates)
  const first = lines[0]
  assert.ok(first)
  return {
    '/timeline': timeline,
    '/forecasts/for_1': timeline.forecast,
    '/forecasts/for_1/lines/0': {
      ...first,
      measured: [
        { run: 'run_1', at: inDays(-3), kind: 'what-if', scenario: 'renewed, new key', verdict: 'refuses' },
        { run: 'run_1', at: inDays(-3), kind: 'what-if', scenario: 'renewed, same key', verdict: 'unsure' },
      ],
      score: null,
    },
    '/forecast-inputs': inputs,
  }
}

test('the timeline is seen at every width and in every light', { skip }, async t => {
  const { page } = await openPages(t, { answers: answersOf() })
  await page.goto('/forecast')
  await page
    .getByRole('link', { name: /joost 0\.9\.1/ })
    .first()
    .waitFor()
  await inspect(page, 'forecast')
  await page.getByText('Dates across the picture').click()
  await inspect(page, 'forecast-dates')
})

test('the timeline reads in black and white', { skip }, async t => {
  const { page } = await openPages(t, { answers: answersOf() })
  await page.goto('/forecast')
  await page
    .getByRole('link', { name: /joost 0\.9\.1/ })
    .first()
    .waitFor()
  await page.evaluate(() => {
    document.documentElement.style.filter = 'grayscale(1)'
  })
  const folder = join(tmpdir(), 'foreseen-shots')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, 'forecast-grey.png'), fullPage: true })
  // Each state is drawn by elements that no other state has: shape, pattern or line.
  const drawn = await page.evaluate(() => {
    const shapes = new Map<string, string>()
    for (const bar of document.querySelectorAll('.legend .bar')) {
      const parts = [...bar.children].map(part => {
        const { fill, strokeDasharray } = getComputedStyle(part)
        const pattern = fill.includes('url') ? fill : fill === 'none' ? 'none' : 'filled'
        return `${part.tagName} ${part.getAttribute('d')?.replace(/[\d.-]+/g, '') ?? ''} ${pattern} ${strokeDasharray}`
      })
      shapes.set(bar.getAttribute('class') ?? '', parts.join(';'))
    }
    return [...shapes]
  })
  assert.equal(drawn.length, 6)
  assert.equal(new Set(drawn.map(([, shape]) => shape)).size, 6, JSON.stringify(drawn, null, 1))
})

test('arrow keys go from bar to bar, the sentence is told, Enter opens the evidence', { skip }, async t => {
  const { page } = await openPages(t, { answers: answersOf() })
  await page.goto('/forecast')
  const first = page.locator('[data-bar]').first()
  await first.focus()
  const told = page.locator('.told')
  assert.match(await told.innerText(), /joost 1\.0\.0 stops connecting/)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const id = await page.evaluate(() => document.activeElement?.getAttribute('data-bar'))
  assert.equal(id, await page.locator('[data-bar]').nth(2).getAttribute('data-bar'))
  await page.keyboard.press('End')
  await page.waitForFunction(() => {
    const bars = [...document.querySelectorAll('[data-bar]')]
    return bars.at(-1) === document.activeElement
  })
  const target = page.locator('a[data-bar="rel_0.9.1 end_1"]')
  await target.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'joost 0.9.1 at www.joost.test' }).waitFor()
})

test('the evidence stands down to file and offset, with its reasons', { skip }, async t => {
  const { page } = await openPages(t, { answers: answersOf() })
  await page.goto('/forecast/for_1/0')
  await page.getByRole('heading', { level: 2, name: 'Evidence' }).waitFor()
  await page.getByText('joost-0.9.1.tgz!bin/joost').waitFor()
  await page.getByText('4,711').waitFor()
  assert.equal(
    await page.getByRole('link', { name: 'CN=www.joost.test' }).getAttribute('href'),
    '/inventory/1',
  )
  await inspect(page, 'forecast-line')
})

test('other assumptions are worked out in the page, and the address carries them', { skip }, async t => {
  const { page, asked } = await openPages(t, { answers: answersOf() })
  await page.goto('/forecast')
  await page.getByRole('button', { name: 'What if' }).click()
  await page.getByLabel('Key at the renewal').selectOption({ label: 'same key' })
  await page.getByText('Assumed, not stored:').waitFor()
  const result = page.locator('.what-if')
  assert.match(await result.innerText(), /the key stays the same/)
  assert.match(await result.innerText(), /joost 1\.0\.0 at www\.joost\.test: better off/)
  assert.match(page.url(), /key=same-key/)
  await inspect(page, 'forecast-what-if')
  const pairs = asked.filter(({ path }) => path === '/forecast-inputs')
  assert.equal(pairs.length, 1)
  assert.equal(pairs[0]?.query.getAll('release').length, 16)
  await page.getByLabel('Next issuer').selectOption({ label: 'Other Root (root)' })
  await page.getByText(/Other Root issues the next certificate/).waitFor()
  await page.waitForFunction(() => /moves to a chain from Other Root/.test(document.body.innerText))
  const address = page.url()
  await page.goto(address)
  await page.getByText(/Other Root issues the next certificate/).waitFor()
  await page.getByRole('button', { name: 'As planned' }).click()
  await page.getByText('Nothing is assumed yet').waitFor()
  assert.doesNotMatch(page.url(), /key|issuer/)
})

test('the table says the same as the picture', { skip }, async t => {
  const { page } = await openPages(t, { answers: answersOf() })
  await page.goto('/forecast')
  await page.getByRole('button', { name: 'As a table' }).click()
  const rows = page.getByRole('table').getByRole('row')
  await rows.nth(1).waitFor()
  assert.equal(await rows.count(), workspace.lines.length + 1)
  await inspect(page, 'forecast-table')
})

test('two thousand lines are drawn as they come into view', { skip }, async t => {
  const many = Array.from({ length: 2000 }, (_, n) =>
    lineOf(n, {
      release: {
        ...lineOf(0).release,
        id: `rel_${n}`,
        name: `joost 1.${n}`,
        installs: { at: inDays(-1), count: 3000 - n },
      },
      outcome: n % 3 === 0 ? 'breaks' : 'survives',
      days: {
        earliest: n % 3 === 0 ? inDays(1) : null,
        expected: n % 3 === 0 ? inDays(1 + (n % 300)) : null,
        latest: n % 3 === 0 ? inDays(30 + (n % 300)) : null,
        basis: 'assumption',
      },
      sentence: `Line ${n}.`,
    }),
  )
  const { page } = await openPages(t, { answers: { '/timeline': timelineOf(many, dates) } })
  const start = Date.now()
  await page.goto('/forecast')
  const bars = page.locator('[data-bar]')
  await bars.first().waitFor()
  assert.ok(Date.now() - start < 8_000)
  assert.ok((await bars.count()) < 80)
  await bars.first().focus()
  await page.keyboard.press('End')
  await page.waitForFunction(() => document.activeElement?.textContent?.includes('joost 1.1999') === true)
  assert.ok((await bars.count()) < 80)
  assert.match(await page.locator('.told').innerText(), /Line 1999/)
  await page.keyboard.press('PageUp')
  await page.waitForFunction(() => document.activeElement?.textContent?.includes('joost 1.1989') === true)
})

test('without a forecast the page says what one is made of', { skip }, async t => {
  const { page } = await openPages(t, {
    answers: { '/timeline': refuse(404, 'ledger-missing', 'No forecast was made yet.') },
  })
  await page.goto('/forecast')
  await page.getByRole('heading', { name: 'There is no forecast yet' }).waitFor()
  await inspect(page, 'forecast-empty')
})

test('every state is drawn, products stand apart, long names give way', { skip }, async t => {
  const releaseOf = (id: string, product: string, count: number | null) => ({
    ...lineOf(0).release,
    id,
    name: `${product} ${id}`,
    product,
    installs: count === null ? null : { at: inDays(-1), count },
  })
  const kassa = releaseOf('3.4.0-rc.2+build.20261101', 'kassa for very large department stores', 480_000)
  const old = releaseOf('0.9', 'joost', 90_000)
  const fresh = releaseOf('1.0', 'joost', null)
  const day = (days: number | null) => (days === null ? null : inDays(days))
  const days = (earliest: number | null, expected: number | null, latest: number | null) =>
    ({ earliest: day(earliest), expected: day(expected), latest: day(latest), basis: 'plan' }) as const
  const at = (id: string) => ({ id, name: `${id}.a-rather-long-name-of-a-host.joost.test:443` })
  const lines = [
    lineOf(0, {
      release: kassa,
      endpoint: at('www'),
      outcome: 'breaks',
      failsNow: true,
      days: days(0, 0, 0),
    }),
    lineOf(1, { release: kassa, endpoint: at('a'), outcome: 'breaks', days: days(40, 120, 200) }),
    lineOf(2, { release: kassa, endpoint: at('b'), outcome: 'may-break', days: days(1, 300, 500) }),
    lineOf(3, { release: kassa, endpoint: at('c'), outcome: 'may-break', days: days(null, null, null) }),
    lineOf(4, {
      release: old,
      endpoint: at('a'),
      outcome: 'may-break',
      level: 'watch',
      days: days(0, null, 60),
    }),
    lineOf(5, { release: old, endpoint: at('b'), outcome: 'breaks', days: days(388, 390, 396) }),
    lineOf(6, { release: fresh, endpoint: at('a') }),
    lineOf(7, { release: fresh, endpoint: at('b'), level: 'watch' }),
  ]
  const { page } = await openPages(t, { answers: { '/timeline': timelineOf(lines, dates) } })
  await page.goto('/forecast')
  await page.getByRole('link', { name: /fails now/ }).waitFor()
  await page.getByRole('button', { name: /2 endpoints/ }).click()
  await page.getByRole('link', { name: /nothing found/ }).waitFor()
  await page.getByRole('link', { name: /may break, / }).hover()
  await inspect(page, 'forecast-states')
})

test('links of the table carry what is assumed', { skip }, async t => {
  const { page } = await openPages(t, { answers: answersOf() })
  await page.goto('/forecast?view=table&key=same-key')
  const link = page.getByRole('table').getByRole('link').first()
  assert.equal(await link.getAttribute('href'), '/forecast/for_1/0?key=same-key')
  await link.click()
  await page.getByText('Assumed, not stored:').waitFor()
  assert.match(page.url(), /\/forecast\/for_1\/0\?key=same-key$/)
})

test('a forecast is made again by a job that survives a reload', { skip }, async t => {
  const job = {
    id: 'job_1',
    kind: 'forecast',
    title: 'forecast',
    key: null,
    state: 'running',
    attempts: 1,
    retries: 3,
    created: inDays(0),
    notBefore: null,
    started: inDays(0),
    finished: null,
    worker: 'w',
    progress: { share: 0.4, text: 'reading joost 0.9.1' },
    lastError: null,
  }
  let state = 'running'
  const { page } = await openPages(t, {
    answers: {
      ...answersOf(),
      'POST /forecasts': given(202, { job: 'job_1' }),
      '/jobs/job_1': () => ({ ...job, state }),
    },
  })
  await page.goto('/forecast')
  await page.getByRole('button', { name: 'Forecast again' }).click()
  await page.getByText('reading joost 0.9.1').waitFor()
  await page.reload()
  await page.getByText('reading joost 0.9.1').waitFor()
  state = 'done'
  await page.reload()
  await page.getByRole('button', { name: 'Forecast again' }).waitFor()
})

test('a forecast that is narrowed says to what', { skip }, async t => {
  const { page, asked } = await openPages(t, { answers: answersOf() })
  await page.goto('/forecast?endpoint=end_1')
  await page.getByText('Only what concerns www.joost.test.').waitFor()
  assert.equal(asked.find(({ path }) => path === '/timeline')?.query.get('endpoint'), 'end_1')
  await page.getByRole('button', { name: 'show all' }).click()
  await page.waitForURL(url => url.search === '')
})
