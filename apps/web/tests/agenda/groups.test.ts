import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgendaItem } from '@foreseen/facts'
import fc from 'fast-check'
import { groupsOf, scoredText, shapeOf, spanText, whenOf } from '../../src/agenda/groups.ts'
import { itemOf, nowMs } from './items.ts'

test('what is near stands before what is far, and nothing is lost', () => {
  const item = fc
    .record({
      day: fc.option(
        fc
          .integer({ min: -9, max: 99 })
          .map(days => new Date(nowMs + days * 86_400_000).toISOString().slice(0, 10)),
        { nil: null },
      ),
      kind: fc.constantFrom<AgendaItem['kind']>('break', 'renewal', 'end', 'stale-look', 'setup'),
      urgency: fc.constantFrom<AgendaItem['urgency']>('now', 'soon', 'later', 'unknown'),
    })
    .map(itemOf)
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), items => {
      const groups = groupsOf(items, nowMs)
      assert.equal(groups.flatMap(group => group.items).length, items.length)
      for (const { items: own } of groups) {
        const days = own.map(each => each.day ?? '')
        assert.deepEqual(days, days.toSorted())
      }
    }),
  )
})

test('an item is for now, this week, this month or later', () => {
  const when = (day: string | null, urgency: AgendaItem['urgency'] = 'soon') =>
    whenOf({ day, urgency }, nowMs)
  assert.equal(when(null), 'now')
  assert.equal(when('2026-11-22'), 'now')
  assert.equal(when('2026-11-10'), 'now')
  assert.equal(when('2026-11-29'), 'week')
  assert.equal(when('2026-11-30'), 'month')
  assert.equal(when('2026-12-22'), 'month')
  assert.equal(when('2026-12-23'), 'later')
  assert.equal(when('2027-01-20', 'now'), 'now')
})

test('what is not known is grey and never green', () => {
  const outcomes = ['breaks', 'may-break', 'survives', 'unknown', null] as const
  for (const outcome of outcomes) {
    assert.equal(shapeOf({ kind: 'break', urgency: 'unknown', outcome }), 'unknown')
    assert.notEqual(shapeOf({ kind: 'break', urgency: 'soon', outcome }), 'survives')
  }
  assert.equal(shapeOf({ kind: 'renewal', urgency: 'soon', outcome: null }), undefined)
  assert.equal(shapeOf({ kind: 'stale-look', urgency: 'unknown', outcome: null }), 'unknown')
})

test('a span is said where it is more than a day', () => {
  assert.equal(spanText({ earliest: '2026-11-23', latest: '2026-12-27' }), '2026-11-23 to 2026-12-27')
  assert.equal(spanText({ earliest: '2026-11-23', latest: '2026-11-23' }), '')
  assert.equal(spanText({ earliest: null, latest: '2026-12-27' }), '2026-12-27 at the latest')
  assert.equal(spanText({ earliest: null, latest: null }), '')
})

test('how past forecasts came out is said in one sentence', () => {
  assert.equal(scoredText(null), '')
  assert.equal(scoredText({ cameTrue: 0, didNot: 0, cannotTell: 0 }), '')
  assert.equal(
    scoredText({ cameTrue: 11, didNot: 1, cannotTell: 2 }),
    'Of 12 past forecasts whose day was seen, 11 came true; about 2 nothing can be told.',
  )
  assert.match(scoredText({ cameTrue: 0, didNot: 0, cannotTell: 3 }), /none can be told/)
})
