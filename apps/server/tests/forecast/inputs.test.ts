/** What a page works out from the inputs is what the server keeps, word for word. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { ShownForecastInputs } from '@foreseen/facts'
import { asPlanned } from '../../../web/src/forecast/controls.ts'
import { recompute } from '../../../web/src/forecast/recompute.ts'
import { makeForecast } from '../../src/forecast/make.ts'
import { saidOf } from '../../src/forecast/said.ts'
import { openWorkplace } from '../workplace.ts'
import { lookAt, makeStory, observe, pushRelease } from './scene.ts'

const fixture = await openWorkplace()
after(() => fixture.close())
const { call, place, clock } = fixture
const as = await fixture.owner()
const story = await makeStory()

const inputsFor = async (pairs: readonly (readonly [string, string])[]) => {
  const query = pairs.map(([release, endpoint]) => `release=${release}&endpoint=${endpoint}`).join('&')
  return await call('GET', `/api/v1/forecast-inputs?${query}`, { as })
}

test('lines worked out again from the inputs are the lines that were kept', async () => {
  const releases = [
    await pushRelease(place, 'leaf', [{ der: story.leaf, path: 'joost!bin/joost' }]),
    await pushRelease(place, 'root', [{ der: story.root, path: 'x/etc/root.der' }]),
    await pushRelease(place, 'both', [
      { der: story.root, path: 'y/etc/root.der' },
      { der: story.strangerRoot, path: 'y/etc/stranger.der' },
      { der: story.nextLeaf, path: 'y/bin/app' },
    ]),
  ]
  const endpoint = await observe(place, lookAt([story.leaf], clock.ms))
  const { id } = await makeForecast(place, new AbortController().signal, () => {})
  const { items } = await place.ledger.forecasts.listLines(id)
  assert.equal(items.length, releases.length)
  for (const asked of [releases, ...releases.map(release => [release])]) {
    const answer = await inputsFor(asked.map(release => [release, endpoint] as const))
    assert.equal(answer.status, 200, answer.text)
    const inputs: ShownForecastInputs = JSON.parse(answer.text)
    assert.equal(inputs.forecast, id)
    const again = recompute(inputs, asPlanned)
    assert.equal(again.missedSignatures, 0)
    assert.equal(again.lines.length, asked.length)
    for (const line of again.lines) {
      const kept = items.find(({ release }) => release === line.release)
      assert.ok(kept)
      const said = saidOf(kept)
      assert.equal(line.sentence, said.sentence)
      assert.equal(line.outcome, kept.outcome)
      assert.equal(line.level, kept.level)
      assert.deepEqual(JSON.parse(JSON.stringify(line.events)), said.events)
      assert.deepEqual(line.remarks, said.remarks)
      assert.deepEqual(line.assumptions, said.assumptions)
      const pair = inputs.pairs.find(({ release }) => release === line.release)
      assert.equal(pair?.ordinal, kept.ordinal)
    }
  }
})

test('what cannot be asked is refused with its place', async () => {
  const rel = `rel_${'9'.repeat(26)}`
  const end = `end_${'9'.repeat(26)}`
  assert.equal((await inputsFor([[rel, end]])).status, 404)
  assert.equal((await call('GET', `/api/v1/forecast-inputs?release=${rel}`, { as })).status, 400)
  const uneven = await call('GET', `/api/v1/forecast-inputs?release=${rel}&release=${rel}&endpoint=${end}`, {
    as,
  })
  assert.equal(uneven.status, 400)
  assert.match(uneven.text, /There must be 2/)
  const many = Array.from({ length: 41 }, () => [rel, end] as const)
  assert.equal((await inputsFor(many)).status, 400)
})
