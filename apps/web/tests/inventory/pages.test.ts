import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Asked, inspect, openPages, skip } from '../harness/pages.ts'
import { family, object, objects, objectWhole, occurrences, page as onePage } from '../release/given.ts'

const one = {
  '/objects/1': objectWhole,
  '/objects/1/occurrences': onePage(occurrences.filter(each => each.object === 1)),
  '/objects/1/family': family,
}

test('the inventory lists what was found and what was served', { skip }, async t => {
  const { page } = await openPages(t, { answers: { '/objects': onePage(objects) } })
  await page.goto('/inventory')
  await page.getByRole('link', { name: 'www.joost.test' }).waitFor()
  await page.getByText('served, not found').waitFor()
  await inspect(page, 'inventory')
})

test('an inventory without anything shows the command that fills it', { skip }, async t => {
  const { page } = await openPages(t, { answers: { '/objects': onePage([]) } })
  await page.goto('/inventory')
  await page.getByText(/foreseen scan app-1.0.tgz --push/).waitFor()
  await inspect(page, 'inventory-empty')
})

/** A million objects as the server would page them. */
function million({ query }: Asked) {
  const from = Number(query.get('cursor') ?? '0')
  const text = query.get('query') ?? ''
  if (text !== '') return onePage([object(777_777, { subject: `CN=${text}.joost.test` })])
  return {
    items: Array.from({ length: 100 }, (_, index) => object(from + index + 1)),
    next: String(from + 100),
  }
}

test('a million objects are searched and scrolled by keyboard, with few rows drawn', { skip }, async t => {
  const { page, asked } = await openPages(t, { answers: { '/objects': million } })
  await page.goto('/inventory')
  await page.getByRole('link', { name: 'host-1.joost.test' }).waitFor()
  const read = () => asked.filter(({ path }) => path === '/objects').length
  // Rows are measured as they are drawn, so the end moves on while one goes there.
  for (let turn = 0; turn < 200 && read() < 6; turn++) {
    await page.keyboard.press('End')
    await page.evaluate(
      () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )
  }
  assert.ok((await page.locator('tbody tr[data-index]').count()) < 120, 'only what is in view is drawn')
  assert.ok(read() >= 6, `${read()} pages were read`)
  await page.keyboard.press('/')
  await page.keyboard.type('needle', { delay: 20 })
  await page.getByRole('link', { name: 'needle.joost.test' }).waitFor()
  const typed = asked.flatMap(({ query }) => query.get('query') ?? []).filter(text => text !== '')
  assert.ok(typed.length <= 3, `asked for ${typed.join(', ')}`)
  assert.equal(await page.getByRole('searchbox').inputValue(), 'needle')
  assert.match(page.url(), /query=needle/)
})

test('what was found before stays while the next answer comes', { skip }, async t => {
  let release = () => {}
  const slow = new Promise<void>(resolve => {
    release = resolve
  })
  const { page } = await openPages(t, { answers: { '/objects': million } })
  await page.route('**/objects?query=needle**', async route => {
    await slow
    await route.continue()
  })
  await page.goto('/inventory')
  await page.getByRole('link', { name: 'host-1.joost.test' }).waitFor()
  await page.getByRole('searchbox').fill('needle')
  await page.waitForURL(/query=needle/)
  assert.ok(await page.getByRole('link', { name: 'host-1.joost.test' }).isVisible())
  release()
  await page.getByRole('link', { name: 'needle.joost.test' }).waitFor()
})

test('an object shows its places, who serves it, and its family', { skip }, async t => {
  const { page } = await openPages(t, { answers: one })
  await page.goto('/inventory/1')
  await page.getByText('1 release holds it, and 1 endpoint serves it now.').waitFor()
  await page.getByRole('navigation', { name: 'Family of renewals, issuers and pins' }).waitFor()
  await page.getByText('symbol pinned_certificate').waitFor()
  await page.getByText('PEM', { exact: true }).click()
  await inspect(page, 'object')
  await page.getByRole('button', { name: 'copy the certificate as PEM' }).click()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), objectWhole.certificate?.pem)
  await page.getByRole('tab', { name: 'List' }).click()
  await page.getByText('is pinned by').waitFor()
  assert.match(page.url(), /family=list/)
  await inspect(page, 'object-family-list')
})

test('the family is walked by arrow keys, and Enter opens', { skip }, async t => {
  const issuer = { ...objectWhole, ...objects[3] }
  const { page } = await openPages(t, {
    answers: {
      ...one,
      '/objects/4': issuer,
      '/objects/4/occurrences': onePage([]),
      '/objects/4/family': family,
    },
  })
  await page.goto('/inventory/1')
  const own = page.locator('.family [data-object="1"]')
  await own.focus()
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-object'))
  const steps: [string, string][] = [
    ['ArrowRight', '2'],
    ['ArrowLeft', '1'],
    ['ArrowUp', '5'],
    ['ArrowUp', '6'],
    ['ArrowLeft', '4'],
    ['Home', '3'],
    ['ArrowRight', '8'],
    ['End', '2'],
    ['ArrowLeft', '1'],
    ['ArrowLeft', '4'],
  ]
  for (const [key, object] of steps) {
    await page.keyboard.press(key)
    assert.equal(await focused(), object, key)
  }
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Test Issuing CA 1' }).waitFor()
  assert.match(page.url(), /inventory\/4$/)
})

test('a kind has the page of the documents', { skip }, async t => {
  const { page } = await openPages(t, { answers: {} })
  await page.goto('/kinds/unseen-pin')
  await page.getByRole('heading', { name: 'How to mend it' }).waitFor()
  await inspect(page, 'kind')
  await page.getByRole('link', { name: 'hardwired-leaf' }).click()
  await page.getByRole('heading', { level: 1, name: 'Server certificate copied into the program' }).waitFor()
  await page.goto('/kinds/none-such')
  await page.getByRole('heading', { name: 'There is no kind called none-such' }).waitFor()
})
