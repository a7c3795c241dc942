/** The picture's geometry: nothing leaves it, nothing covers anything. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { frameOf, placeOf, spanOf, textPixels, ticksOf } from '../../src/forecast/axis.ts'
import { barOf, stateOf } from '../../src/forecast/bars.ts'
import { labelsOf, lanesOf, marksOf } from '../../src/forecast/labels.ts'
import { anyDate, anyLine, breaking, dayMs, inDays, lineOf, noDays, nowMs } from './lines.ts'

const width = fc.integer({ min: 240, max: 2600 })
const horizonDays = fc.integer({ min: 1, max: 7300 })

test('no bar covers the words, none leaves the picture, and its parts are in order', () => {
  fc.assert(
    fc.property(anyLine, width, horizonDays, (line, pixels, days) => {
      const frame = frameOf(pixels)
      const bar = barOf(line, spanOf(nowMs, nowMs + days * dayMs), frame)
      const inside = (x: number): void => {
        assert.ok(x >= frame.labelWidth && x <= frame.width, `${x} of ${JSON.stringify(frame)}`)
      }
      for (const x of [
        bar.from,
        bar.to,
        bar.mark ?? bar.from,
        bar.range?.from ?? bar.from,
        bar.range?.to ?? bar.to,
      ])
        inside(x)
      assert.ok(bar.from <= bar.to)
      if (bar.mark !== undefined) assert.equal(bar.to, bar.mark)
      if (bar.range !== undefined) assert.ok(bar.range.from <= bar.range.to)
      if (bar.text !== undefined) {
        const size = textPixels(bar.text.words)
        inside(bar.text.anchor === 'start' ? bar.text.x : bar.text.x - size)
        inside(bar.text.anchor === 'start' ? bar.text.x + size : bar.text.x)
      }
    }),
  )
})

test('no words of the axis cover others or leave the picture', () => {
  fc.assert(
    fc.property(width, horizonDays, (pixels, days) => {
      const frame = frameOf(pixels)
      const ticks = ticksOf(spanOf(nowMs, nowMs + days * dayMs), frame)
      let freeFrom = frame.labelWidth
      for (const { x, label } of ticks.filter(tick => tick.label !== '')) {
        assert.ok(x + 4 >= freeFrom)
        freeFrom = x + 4 + textPixels(label)
        assert.ok(freeFrom <= frame.width)
      }
      assert.ok(ticks.length <= 2 + pixels / 34, `${ticks.length} ticks`)
    }),
  )
})

test('no words of a date cover others or leave the picture; every date stands at a line', () => {
  fc.assert(
    fc.property(fc.array(anyDate, { maxLength: 60 }), width, horizonDays, (dates, pixels, days) => {
      const frame = frameOf(pixels)
      const span = spanOf(nowMs, nowMs + days * dayMs)
      const marks = marksOf(dates, span, frame)
      const labels = labelsOf(marks, frame)
      assert.equal(labels.length, marks.length)
      const inside = dates.filter(
        ({ day }) => Date.parse(day) >= nowMs - dayMs && Date.parse(day) <= span.toMs,
      )
      assert.equal(marks.flatMap(mark => mark.dates).length, inside.length)
      const boxes = labels
        .filter(label => label.words !== '')
        .map(label => ({ lane: label.lane, from: label.start, to: label.start + textPixels(label.words) }))
      for (const [index, a] of boxes.entries()) {
        assert.ok(a.from >= frame.labelWidth && a.to <= frame.width)
        assert.ok(a.lane < lanesOf(frame))
        for (const b of boxes.slice(index + 1))
          assert.ok(a.lane !== b.lane || a.to <= b.from || b.to <= a.from, JSON.stringify([a, b]))
      }
    }),
  )
})

test('the axis goes from weeks to years by the room there is', () => {
  const labels = (pixels: number, days: number): string[] =>
    ticksOf(spanOf(nowMs, nowMs + days * dayMs), frameOf(pixels))
      .map(tick => tick.label)
      .filter(label => label !== '')
  assert.deepEqual(labels(1000, 28), ['23 Nov', '30 Nov', '7 Dec', '14 Dec'])
  assert.deepEqual(labels(1000, 150), ['Dec', 'Jan 2027', 'Feb', 'Mar', 'Apr'])
  assert.deepEqual(labels(360, 398), ['Jan 2027', 'Apr', 'Jul', 'Oct'])
  assert.deepEqual(labels(360, 4000), ['2030', '2035'])
})

test('each state has a shape of its own', () => {
  assert.equal(stateOf(lineOf(1, { failsNow: true, outcome: 'breaks' })), 'fails')
  assert.equal(stateOf(lineOf(1, breaking(1, 9, 35))), 'breaks')
  assert.equal(stateOf(lineOf(1, { outcome: 'may-break', days: noDays })), 'may-break')
  const unseen = { ...noDays, earliest: inDays(0) }
  assert.equal(stateOf(lineOf(1, { outcome: 'may-break', level: 'watch', days: unseen })), 'unknown')
  assert.equal(stateOf(lineOf(1)), 'survives')
  assert.equal(stateOf(lineOf(1, { level: 'watch' })), 'watched')
})

test('a bar ends at its expected day; the range says from when to when', () => {
  const frame = frameOf(1000)
  const span = spanOf(nowMs, nowMs + 398 * dayMs)
  const bar = barOf(lineOf(1, breaking(1, 9, 35)), span, frame)
  assert.equal(bar.mark, placeOf(nowMs + 9 * dayMs, span, frame))
  assert.equal(bar.range?.to, placeOf(nowMs + 35 * dayMs, span, frame))
  assert.equal(bar.text?.words, '2026-12-01')
  const far = barOf(lineOf(1, breaking(1, 300, 800)), span, frame)
  assert.equal(far.range?.isOpen, true)
  assert.equal(barOf(lineOf(1, breaking(500, 600, 700)), span, frame).isOpen, true)
})
