/** The pages on what a real server says of a small ledger: shapes that both sides hold are not enough. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { ShownTimeline } from '@foreseen/facts'
import { makeForecast } from '../../../server/src/forecast/make.ts'
import { lookAt, makeStory, observe, pushRelease } from '../../../server/tests/forecast/scene.ts'
import { openWorkplace } from '../../../server/tests/workplace.ts'
import { inputsPath } from '../../src/forecast/use-assumed.ts'
import { type Answers, inspect, openPages, skip } from '../harness/pages.ts'

const workplace = await openWorkplace()
after(() => workplace.close())

async function answersOf(): Promise<Answers> {
  const { place, clock, call } = workplace
  const story = await makeStory()
  await pushRelease(place, '0.9.1', [{ der: story.leaf, path: 'joost-0.9.1.tgz!bin/joost' }])
  await pushRelease(place, '1.0.0', [{ der: story.root, path: 'joost-1.0.0.tgz!root.pem' }])
  await observe(place, lookAt([story.leaf], clock.ms))
  await makeForecast(place, new AbortController().signal, () => {})
  const as = await workplace.owner()
  const get = async (path: string): Promise<unknown> => {
    const { status, text } = await call('GET', `/api/v1${path}`, { as })
    assert.equal(status, 200, text)
    return JSON.parse(text)
  }
  const timeline = (await get('/timeline')) as ShownTimeline
  const { id } = timeline.forecast
  const [line] = timeline.lines
  return {
    '/timeline': timeline,
    '/agenda': await get('/agenda?days=90'),
    [`/forecasts/${id}`]: await get(`/forecasts/${id}`),
    [`/forecasts/${id}/lines/${line?.ordinal}`]: await get(`/forecasts/${id}/lines/${line?.ordinal}`),
    '/forecast-inputs': await get(inputsPath(timeline.lines)),
  }
}

test('from the agenda to the evidence, on what the server really says', { skip }, async t => {
  const { page } = await openPages(t, { answers: await answersOf(), nowMs: workplace.clock.ms })
  await page.goto('/')
  await page
    .getByText(/joost 0\.9\.1 stops connecting/)
    .first()
    .waitFor()
  await inspect(page, 'real-agenda')
  await page.goto('/forecast')
  await page.getByRole('link', { name: /joost 0\.9\.1/ }).waitFor()
  await page.getByRole('button', { name: 'What if' }).click()
  await page.getByLabel('Key at the renewal').selectOption({ label: 'new root' })
  await page
    .getByText(/worse off/)
    .first()
    .waitFor()
  await inspect(page, 'real-forecast')
  await page.getByRole('link', { name: /joost 0\.9\.1/ }).click()
  await page.getByText('joost-0.9.1.tgz!bin/joost').waitFor()
  await inspect(page, 'real-line')
})
