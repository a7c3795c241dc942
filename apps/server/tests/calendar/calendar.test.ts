import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { writeCalendar } from '../../src/calendar/ics.ts'
import { makeForecast } from '../../src/forecast/make.ts'
import { textAt } from '../fixture.ts'
import { lookAt, makeStory, observe, pushRelease } from '../forecast/scene.ts'
import { openWorkplace } from '../workplace.ts'
import { parseCalendar, parseText } from './parser.ts'

const fixture = await openWorkplace()
after(() => fixture.close())

const valuesOf = (text: string, name: string): string[] =>
  parseCalendar(text).components.flatMap(event =>
    event.properties.filter(property => property.name === name).map(({ value }) => value),
  )

test('whatever a text holds, the calendar keeps the grammar and says it again', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 300 })
  fc.assert(
    fc.property(text, text, (summary, description) => {
      const day = {
        uid: 'a@foreseen',
        day: '2026-12-31',
        summary,
        description,
        url: 'https://a.test/x',
        category: 'c',
      }
      const written = writeCalendar({ name: summary, description, stampMs: 0, days: [day] })
      const [said] = valuesOf(written, 'SUMMARY')
      const plain = summary.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]/gu, ' ')
      assert.equal(parseText(said ?? ''), plain)
      assert.deepEqual(valuesOf(written, 'DTEND'), ['20270101'])
    }),
  )
})

test('the parser of this test refuses what the grammar refuses', () => {
  const good = writeCalendar({ name: 'n', description: 'd', stampMs: 0, days: [] })
  parseCalendar(good)
  for (const bad of [
    good.replaceAll('\r\n', '\n'),
    good.replace('VERSION:2.0\r\n', ''),
    good.replace('METHOD', `X-LONG:${'a'.repeat(80)}\r\nMETHOD`),
    good.replace('X-WR-CALNAME:n', 'X-WR-CALNAME:a,b'),
    `${good}X:1\r\n`,
  ])
    assert.throws(() => parseCalendar(bad))
})

test('an address of its own reads the calendar and nothing else, until it is revoked', async () => {
  const { call, place, clock } = fixture
  const owner = await fixture.owner()
  const as = await fixture.join(owner, 'viewer')
  const story = await makeStory()
  await pushRelease(place, '0.9.1', [{ der: story.leaf, path: 'joost!bin/joost' }])
  await observe(place, lookAt([story.leaf, story.root], clock.ms))
  const first = await makeForecast(place, new AbortController().signal, () => {})
  const link = await call('POST', '/api/v1/calendar-links', { as })
  assert.equal(link.status, 201, link.text)
  const url = new URL(textAt(link, 'url'))
  const feed = await call('GET', `${url.pathname}${url.search}`)
  assert.equal(feed.status, 200, feed.text)
  assert.match(String(feed.headers['content-type']), /^text\/calendar; charset=utf-8/)
  const [summary] = valuesOf(feed.text, 'SUMMARY')
  assert.equal(summary, 'joost 0.9.1 breaks at www.joost.test')
  const day = (await place.ledger.forecasts.listLines(first.id)).items[0]?.days.expectedMs ?? 0
  assert.equal(
    valuesOf(feed.text, 'DTSTART')[0],
    new Date(day).toISOString().slice(0, 10).replaceAll('-', ''),
  )

  // The day moves, and the event is the same.
  const uid = valuesOf(feed.text, 'UID')[0]
  clock.ms += 7_200_000
  await observe(place, lookAt([story.nextLeaf, story.root], clock.ms - 1))
  await observe(place, lookAt([story.leaf, story.root], clock.ms))
  await makeForecast(place, new AbortController().signal, () => {})
  const later = await call('GET', `${url.pathname}${url.search}`)
  assert.equal(valuesOf(later.text, 'UID')[0], uid)

  const bearer = { headers: { authorization: `Bearer ${url.searchParams.get('token')}` } }
  assert.equal((await call('GET', '/api/v1/agenda', { as: bearer })).status, 403)
  assert.equal((await call('GET', url.pathname)).status, 400)
  assert.equal((await call('GET', `${url.pathname}?token=fsn_nothing`)).status, 401)
  const tokens = await call('GET', '/api/v1/tokens', { as })
  const ended = await call('DELETE', `/api/v1/tokens/${textAt(tokens, 'items', 0, 'id')}`, { as })
  assert.equal(ended.status, 204, ended.text)
  assert.equal((await call('GET', `${url.pathname}${url.search}`)).status, 401)
})

test('a token of another scope does not read it from an address', async () => {
  const { call } = fixture
  const as = await fixture.signIn('owner@example.test', 'correct horse battery')
  const made = await call('POST', '/api/v1/tokens', { body: { name: 'r', scopes: ['read'], days: 1 }, as })
  const answer = await call('GET', `/api/v1/calendar.ics?token=${textAt(made, 'token')}`)
  assert.equal(answer.at('code'), 'server-scope')
})
