import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideNextLook, decideNextTry, foreseeing, observing } from '@foreseen/rules'
import fc from 'fast-check'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.UTC(2027, 0, 15)

/** Minutes until the next look at a certificate of `lifeDays` at `ageDays`. */
const minutesAt = (lifeDays: number, ageDays: number): number =>
  (decideNextLook(
    { notBeforeMs: start, notAfterMs: start + lifeDays * day },
    observing,
    start + ageDays * day,
    0,
  ) -
    start -
    ageDays * day) /
  minute

test('a short life is watched closely, a long one daily, without a word about days', () => {
  const table: [number, number, number][] = [
    [398, 0, 1440],
    [398, 390, 192],
    [90, 0, 1440],
    [90, 60, 720],
    [90, 89, 24],
    [6, 0, 144],
    [6, 3, 72],
    [6, 5.9, 10],
  ]
  for (const [life, age, minutes] of table)
    assert.equal(Math.round(minutesAt(life, age)), minutes, `${life} d at ${age}`)
})

test('what has ended is looked at as closely as may be; what is to come, when it comes', () => {
  assert.equal(minutesAt(90, 91), 10)
  assert.equal(minutesAt(90, -1 / 24), 60)
  assert.equal(minutesAt(90, -30), 1440)
  assert.equal(
    decideNextLook({ notBeforeMs: start, notAfterMs: undefined }, foreseeing, start, 0),
    start + 7 * day,
  )
  assert.equal(
    decideNextLook({ notBeforeMs: start, notAfterMs: Number.NaN }, foreseeing, start, 0),
    start + 7 * day,
  )
})

test('at every pace, a life is looked at several times in its last tenth', () => {
  for (const lifeDays of [1, 6, 47, 90, 100, 200, 398]) {
    const life = { notBeforeMs: start, notAfterMs: start + lifeDays * day }
    let at = start
    let late = 0
    for (let looks = 0; looks < 100_000 && at < life.notAfterMs; looks++) {
      at = decideNextLook(life, observing, at, 1)
      if (at > life.notAfterMs - 0.1 * lifeDays * day && at < life.notAfterMs) late++
    }
    assert.ok(late >= 10, `${lifeDays} d: ${late} looks`)
  }
})

test('the next look is always ahead, within the bounds of its pace', () => {
  const moment = fc.integer({ min: 0, max: 4e12 })
  fc.assert(
    fc.property(
      moment,
      moment,
      moment,
      fc.double({ min: -1, max: 2, noNaN: true }),
      fc.nat(40),
      (notBeforeMs, notAfterMs, nowMs, spread, failures) => {
        for (const pace of [observing, foreseeing]) {
          const life = { notBeforeMs, notAfterMs }
          const look = decideNextLook(life, pace, nowMs, spread) - nowMs
          const again = decideNextTry(life, pace, nowMs, spread, failures) - nowMs
          assert.ok(look >= pace.leastMs && look <= pace.mostMs)
          assert.ok(again >= pace.leastMs && again <= look)
        }
      },
    ),
  )
})

test('a look that failed is repeated sooner, then as seldom as usual', () => {
  const life = { notBeforeMs: start, notAfterMs: start + 398 * day }
  const waits = [1, 2, 3, 4].map(
    failures => (decideNextTry(life, observing, start, 0, failures) - start) / hour,
  )
  assert.deepEqual(waits, [6, 12, 24, 24])
})
