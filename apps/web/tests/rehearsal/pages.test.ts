import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect, openPages, skip } from '../harness/pages.ts'
import { answers, plan, run, runner, whole } from './given.ts'

const planPath = `/rehearsals/plans/${plan(1).id}`

test('plans, their newest runs, and who carries them out', { skip }, async t => {
  const others = [
    plan(2, { name: 'before the renewal', kind: 'real', lastRun: null, endpoint: null }),
    plan(3, {
      name: 'mail clients',
      hosts: ['mail.joost.test:25'],
      lastRun: run(3, { state: 'waiting', ended: null, text: '' }),
    }),
    plan(4, { name: 'old devices', lastRun: run(4, { state: 'failed', text: 'No sandbox works here.' }) }),
  ]
  const { page } = await openPages(t, {
    answers: { ...answers, '/rehearsal-plans': { items: [plan(1), ...others], next: null } },
  })
  await page.goto('/rehearsals')
  await page
    .getByText('4 plans: 1 failed the last time, 1 waits for a runner, 1 was never rehearsed.')
    .waitFor()
  await page.getByRole('table', { name: 'Runners' }).getByText('build-3').waitFor()
  await inspect(page, 'rehearsals')
  await page.getByRole('link', { name: 'joost, supported releases' }).press('Enter')
  await page.waitForURL(new RegExp(planPath))
})

test('nothing yet: the commands that fill it', { skip }, async t => {
  const empty = { items: [], next: null }
  const { page } = await openPages(t, {
    answers: { ...answers, '/rehearsal-plans': empty, '/runners': empty },
  })
  await page.goto('/rehearsals')
  await page.getByText('Nothing was rehearsed yet').waitFor()
  await page.getByText('foreseen rehearse --host www.example.org --push').waitFor()
  await page.getByText('foreseen runner --server').waitFor()
  await inspect(page, 'rehearsals-empty')
})

test('the matrix: moved in by arrows, opened by Enter, left where it was', { skip }, async t => {
  const { page } = await openPages(t, { answers })
  await page.goto(planPath)
  await page.getByRole('grid', { name: 'Releases by scenarios' }).waitFor()
  await page.getByText('joost 0.9.1 stops connecting at every renewal').waitFor()
  await inspect(page, 'rehearsal-matrix')
  const squares = page.getByRole('grid').locator('button')
  assert.equal(await squares.count(), 3 * whole.scenarios.length)
  assert.equal(await page.locator('.square-button[tabindex="0"]').count(), 1, 'one stop for the tab key')
  const named = () => page.evaluate(() => document.activeElement?.textContent ?? '')
  await squares.first().focus()
  await page.keyboard.press('ArrowRight')
  assert.equal(await named(), 'joost 0.9.1, renewed, same key: refuses; forecast: refuses')
  await page.keyboard.press('ArrowDown')
  assert.match(await named(), /^joost 0.9.2, renewed, same key: connects/)
  await page.keyboard.press('End')
  assert.equal(await page.locator('.square-button[tabindex="0"]').getAttribute('data-square'), '1 20')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowUp')
  assert.match(await named(), /^joost 0.9.1, as served today: connects/)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'joost 0.9.1: renewed, same key' })
  await dialog.getByText('refuses with alert 48 (unknown_ca)').first().waitFor()
  await dialog.getByText('The forecast says: refuses.').waitFor()
  await page.waitForURL(/client=joost\+0.9.1&scenario=renewed-same-key/)
  await inspect(page, 'rehearsal-evidence')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  assert.match(await named(), /^joost 0.9.1, renewed, same key/, 'the focus is where it was')
  await page.waitForFunction(() => !location.search.includes('client'))
})

test('a square that contradicts the search, and one that depends on the trust store, say so', {
  skip,
}, async t => {
  const { page } = await openPages(t, { answers })
  await page.goto(`${planPath}?client=joost+1.0.0&scenario=re-keyed`)
  const dialog = page.getByRole('dialog', { name: 'joost 1.0.0: renewed, new key' })
  await dialog.getByText('Search says that it breaks, and it connects: a false pin.').waitFor()
  await page.goto(`${planPath}?client=joost+1.0.0&scenario=cross-sign-dropped`)
  const other = page.getByRole('dialog', { name: 'joost 1.0.0: new root, no cross-sign' })
  await other.getByRole('heading', { name: 'refuses where only the old root is trusted' }).waitFor()
  await other.getByRole('heading', { name: 'connects where both roots are trusted' }).waitFor()
  await inspect(page, 'rehearsal-trusts')
})

test('at 360 px it is one list for each client', { skip }, async t => {
  const { page } = await openPages(t, { answers, width: 360 })
  await page.goto(planPath)
  const list = page.getByRole('region', { name: 'joost 1.0.0' })
  await list.getByText('accepts certificates: expired').waitFor()
  assert.equal(await page.getByRole('grid').count(), 0)
  await list.getByRole('button', { name: /^expired certificate/ }).press('Enter')
  await page.getByRole('dialog').getByText('GET /update arrived over the connection').first().waitFor()
})

test('run again: what goes on is shown as it goes, and can be ended', { skip }, async t => {
  let last = run(1)
  const shown = () => plan(1, { lastRun: last })
  const { page, asked } = await openPages(t, {
    answers: {
      ...answers,
      [`/rehearsal-plans/${plan(1).id}`]: shown,
      [`POST /rehearsal-plans/${plan(1).id}/runs`]: () => {
        last = run(2, {
          state: 'running',
          ended: null,
          share: 0.4,
          text: '12 of 30 runs; last joost 0.9.1: re-keyed',
        })
        return last
      },
      [`POST /runs/${run(2).id}/cancel`]: () => {
        last = run(2, { state: 'failed', text: 'Ended by Ada Joost.' })
        return last
      },
    },
  })
  await page.goto(planPath)
  await page.getByRole('button', { name: 'Run again' }).press('Enter')
  await page.getByText('12 of 30 runs; last joost 0.9.1: re-keyed').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Run again' }).count(), 0)
  await inspect(page, 'rehearsal-running')
  await page.getByRole('button', { name: /^Cancel the run/ }).press('Enter')
  await page.getByText('The newest run came to nothing: Ended by Ada Joost.').waitFor()
  const posted = asked.filter(({ method }) => method === 'POST').map(({ path }) => path)
  assert.deepEqual(posted, [`/rehearsal-plans/${plan(1).id}/runs`, `/runs/${run(2).id}/cancel`])
})

test('a run that nobody can take says which clients no runner has', { skip }, async t => {
  const waiting = run(2, { state: 'waiting', ended: null, text: '', runner: '' })
  const { page } = await openPages(t, {
    answers: {
      ...answers,
      '/runners': { items: [{ ...runner, clients: ['joost 0.9.1', 'joost 0.9.2'] }], next: null },
      [`/rehearsal-plans/${plan(1).id}`]: plan(1, { lastRun: waiting }),
    },
  })
  await page.goto(planPath)
  await page.getByText('nobody has joost 1.0.0').waitFor()
  await inspect(page, 'rehearsal-waiting')
})

test('a plan is made of names, by keyboard alone; what is missing is said at its field', {
  skip,
}, async t => {
  const { page, asked } = await openPages(t, {
    answers: { ...answers, 'POST /rehearsal-plans': plan(1) },
  })
  await page.goto('/rehearsals/new')
  await page.getByRole('checkbox', { name: 'joost 0.9.1' }).waitFor()
  await page.getByRole('button', { name: 'Plan it' }).press('Enter')
  await page.getByText('Say which hosts the clients connect to.').waitFor()
  await inspect(page, 'rehearsal-new')
  await page.getByLabel('Name', { exact: true }).fill('by hand')
  await page.getByLabel('Hosts under rehearsal').fill('www.joost.test\nmail.joost.test:25')
  await page.getByRole('checkbox', { name: 'joost 0.9.1' }).press('Space')
  await page.getByLabel('Others').fill('curl')
  await page.getByRole('checkbox', { name: 'All that apply' }).press('Space')
  await page.getByRole('checkbox', { name: 'renewed, new key', exact: true }).press('Space')
  await page.getByRole('button', { name: 'Plan it' }).press('Enter')
  await page.waitForURL(new RegExp(planPath))
  const [sent] = asked.filter(({ method }) => method === 'POST')
  assert.deepEqual(sent?.body, {
    name: 'by hand',
    hosts: ['www.joost.test', 'mail.joost.test:25'],
    clients: [{ name: 'joost 0.9.1' }, { name: 'curl' }],
    kind: 'what-if',
    scenarios: ['re-keyed'],
  })
})

test('one run by its address', { skip }, async t => {
  const { page } = await openPages(t, { answers })
  await page.goto(`/rehearsals/runs/${whole.id}`)
  await page.getByRole('heading', { name: 'Run of joost, supported releases' }).waitFor()
  await page.getByText('no packet left the machine').waitFor()
  await inspect(page, 'rehearsal-run')
})
