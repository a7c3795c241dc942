import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockDaysOf, clockScenario, maxClockDays } from '../../../src/rehearsal/scenarios/clock.ts'
import { played } from './played.ts'

test('a clock ahead meets the certificate of that day', () => {
  const ahead = clockScenario(90)
  assert.equal(ahead.id, 'clock-plus-90')
  assert.equal(ahead.title, 'clock 90 days ahead')
  assert.deepEqual(played(ahead), [
    'leaf: same key, day 89 to 486, by Intermediate A',
    'Intermediate A, by Old Root',
    'in order',
    'reaches old, both; rehearsed with old',
    'changes certificate, clock',
  ])
})

test('a clock back meets the certificate of that day', () => {
  const back = clockScenario(-1)
  assert.equal(back.id, 'clock-minus-1')
  assert.equal(back.title, 'clock 1 day back')
  assert.equal(played(back)[0], 'leaf: same key, day -2 to 395, by Intermediate A')
})

test('ids and days lead to each other, as far as the cast lives', () => {
  for (const days of [1, -1, 90, -3000, maxClockDays]) {
    const scenario = clockScenario(days)
    assert.equal(clockDaysOf(scenario.id), days)
    assert.match(played(scenario).join('\n'), /reaches old, both/)
  }
  for (const id of ['clock-plus-0', 'clock-plus-01', 'clock-plus-3001', 'clock-plus', 'baseline'])
    assert.equal(clockDaysOf(id), undefined, id)
  for (const days of [0, 0.5, 3001, Number.NaN]) assert.throws(() => clockScenario(days), RangeError)
})
