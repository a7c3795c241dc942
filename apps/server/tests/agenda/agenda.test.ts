import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { makeForecast } from '../../src/forecast/make.ts'
import { bySystem } from '../../src/place.ts'
import { textAt } from '../fixture.ts'
import { lookAt, makeStory, observe, pushRelease } from '../forecast/scene.ts'
import { openWorkplace } from '../workplace.ts'

const fixture = await openWorkplace()
after(() => fixture.close())
const { call, place, clock } = fixture
const as = await fixture.owner()
const story = await makeStory()
const forecast = () => makeForecast(place, new AbortController().signal, () => {})

test('empty, then unknown, then what breaks with its day, installs and page', async () => {
  const empty = await call('GET', '/api/v1/agenda', { as })
  assert.equal(empty.status, 200, empty.text)
  assert.equal(empty.at('state'), 'empty')
  assert.deepEqual(empty.at('items'), [])

  const release = await pushRelease(place, '0.9.1', [{ der: story.leaf, path: 'joost!bin/joost' }])
  await place.ledger.releases.noteInstalls(bySystem(place), release, { atMs: clock.ms, count: 1200 })
  const alone = await call('GET', '/api/v1/agenda', { as })
  assert.equal(alone.at('items', 0, 'kind'), 'setup')

  const endpoint = await observe(place, lookAt([story.leaf, story.root], clock.ms))
  assert.equal((await call('GET', '/api/v1/agenda', { as })).at('state'), 'unknown')
  const { id } = await forecast()
  const agenda = await call('GET', '/api/v1/agenda?days=60', { as })
  assert.equal(agenda.at('state'), 'trouble', agenda.text)
  assert.equal(agenda.at('items', 0, 'kind'), 'break')
  assert.equal(agenda.at('items', 0, 'href'), `/forecast/${id}/0`)
  assert.equal(agenda.at('items', 0, 'installs'), 1200)
  assert.equal(agenda.at('items', 0, 'endpoint', 'id'), endpoint)
  assert.match(textAt(agenda, 'sentence'), /^joost 0\.9\.1 stops connecting to www\.joost\.test on /)
  assert.equal(agenda.at('scored'), null)
})

test("releases whose support has ended are nobody's task", async () => {
  const { items } = await place.ledger.releases.list({ organisation: place.organisation })
  await place.ledger.releases.change(bySystem(place), items[0]?.id ?? '', { support: 'ended' })
  await forecast()
  const agenda = await call('GET', '/api/v1/agenda', { as })
  const kinds = agenda.at('items') as { kind: string }[]
  assert.equal(
    kinds.some(({ kind }) => kind === 'break'),
    false,
    agenda.text,
  )
})
