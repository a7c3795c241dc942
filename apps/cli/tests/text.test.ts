/** Dates, widths and tables as people read them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nearest } from '../src/options/nearest.ts'
import { parseDay, parseDuration, parseSize } from '../src/options/read.ts'
import { bytesText, rateText } from '../src/text/amounts.ts'
import { dateText, relativeText } from '../src/text/dates.ts'
import { pathLines } from '../src/text/place.ts'
import { progressLine, showProgress } from '../src/text/progress.ts'
import { column, tableLines } from '../src/text/table.ts'
import { cutEnd, cutMiddle, textWidth, wrap } from '../src/text/width.ts'

const now = Date.parse('2026-11-22T12:00:00Z')

test('days are counted by the calendar, and far ones in larger units', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['2026-11-22T23:59:59Z', 'today'],
    ['2026-11-22T08:00:00Z', 'earlier today'],
    ['2026-11-23T00:00:01Z', 'tomorrow'],
    ['2026-11-21T23:59:59Z', 'yesterday'],
    ['2026-12-01T00:00:00Z', 'in 9 days'],
    ['2026-11-10T00:00:00Z', '12 days ago'],
    ['2027-06-18T00:00:00Z', 'in 7 months'],
    ['2035-01-01T00:00:00Z', 'in 8 years'],
    ['9999-12-31T23:59:59Z', 'no end'],
    ['0001-01-01T00:00:00Z', '2026 years ago'],
  ]
  for (const [date, words] of cases) assert.equal(relativeText(Date.parse(date), now), words, date)
  assert.equal(dateText(Number.NaN, now), 'unreadable')
  assert.equal(dateText(Date.parse('2026-12-01T00:00:00Z'), now), '2026-12-01 (in 9 days)')
})

test('no number makes a date throw', () => {
  fc.assert(fc.property(fc.double(), fc.double(), (ms, nowMs) => typeof dateText(ms, nowMs) === 'string'))
})

test('sizes, lengths of time and days are read as they are written', () => {
  assert.deepEqual(parseSize('512M'), { ok: true, value: 512 * 1024 * 1024 })
  assert.deepEqual(parseSize('4GiB'), { ok: true, value: 4 * 1024 ** 3 })
  assert.deepEqual(parseDuration('500ms'), { ok: true, value: 500 })
  assert.deepEqual(parseDuration('2'), { ok: true, value: 2000 })
  assert.deepEqual(parseDay('2026-12-01'), { ok: true, value: Date.parse('2026-12-01T00:00:00Z') })
  for (const text of ['', '-1', '1.5G', '9999999999999T', '0x10'])
    assert.equal(parseSize(text).ok, false, text)
  for (const text of ['2026-02-30', '2026-13-01', 'tomorrow', '2026-12-01T08:00'])
    assert.equal(parseDay(text).ok, false, text)
})

test('the nearest name is the one that was meant', () => {
  const names = ['format', 'fail-on', 'max-depth', 'max-members', 'max-member']
  assert.equal(nearest('fromat', names), 'format')
  assert.equal(nearest('max-dept', names), 'max-depth')
  assert.equal(nearest('zzzz', names), undefined)
})

test('amounts have two significant digits', () => {
  assert.equal(bytesText(5_123_456_789), '5.1 GB')
  assert.equal(bytesText(999), '999 bytes')
  assert.equal(rateText(5e9, 4000), '1.3 GB/s')
  assert.equal(rateText(1000, 10), '')
})

test('lines of a table fit, whatever stands in the cells', () => {
  const columns = [column('a'), column('b', { shrinks: true }), column('c', { shrinks: true, cut: 'middle' })]
  const cell = fc.string({ unit: 'grapheme', maxLength: 120 }).map(text => text.replace(/\s/gu, ''))
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constant('high'), cell, cell), { maxLength: 5 }), rows => {
      for (const line of tableLines(columns, rows, 80)) assert.ok(textWidth(line) <= 80)
    }),
  )
})

test('cutting keeps to the room', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 60 }), (text, room) => {
      assert.ok(textWidth(cutEnd(text, room)) <= room)
      assert.ok(textWidth(cutMiddle(text, room)) <= room)
    }),
  )
  assert.equal(cutMiddle('lib/native/arm64/libcore.so', 20), 'lib/na.../libcore.so')
})

test('a path is broken and never cut', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1 }), parts => {
      const path = parts.join('!')
      assert.equal(
        pathLines(path, 40)
          .map(line => line.trim())
          .join(''),
        path,
      )
    }),
  )
})

test('wrapped text keeps its words in order', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 }), words => {
      assert.equal(
        wrap(words.join(' '), 40, '  ')
          .map(line => line.trim())
          .join(' '),
        words.join(' '),
      )
    }),
  )
})

test('progress says share, rate, time left and what is read, in one line', () => {
  const line = progressLine({ path: 'a\u001b/b', files: 3, bytes: 5e8, allBytes: 1e9 }, 2000, 79)
  assert.equal(line, '50 %, 250 MB/s, 2 s left  a\\1B/b')
})

test('progress is silent when nobody looks, and for the first second', () => {
  const written: string[] = []
  let at = 0
  const stream = (isTTY: boolean) =>
    ({ isTTY, columns: 80, write: (text: string) => written.push(text) }) as unknown as NodeJS.WriteStream
  const before = process.env.CI
  delete process.env.CI
  const hidden = showProgress(
    stream(false),
    () => at,
    () => {},
  )
  const shown = showProgress(
    stream(true),
    () => at,
    () => {},
  )
  const progress = { path: 'x', files: 1, bytes: 1, allBytes: 0 }
  for (at = 0; at < 900; at += 300) for (const one of [hidden, shown]) one.update(progress)
  assert.deepEqual(written, [])
  at = 1100
  hidden.update(progress)
  shown.update(progress)
  shown.end()
  assert.equal(written.length, 2)
  assert.equal(written[1], '\r\u001b[2K')
  if (before !== undefined) process.env.CI = before
})
