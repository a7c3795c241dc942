/** What becomes of a line when its day has passed, whatever the clock does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Aftermath, decideScore, type Prediction } from '../../src/index.ts'
import { dayMs, nowMs } from './scene.ts'

const line: Prediction = {
  release: 'rel_1',
  endpoint: 'end_1',
  outcome: 'breaks',
  failsNow: false,
  madeMs: nowMs,
  expectedMs: nowMs + 10 * dayMs,
  latestMs: nowMs + 30 * dayMs,
}

const before = {
  leaf: 'a',
  notAfterMs: nowMs + 30 * dayMs,
  firstMs: nowMs - dayMs,
  lastMs: nowMs + 40 * dayMs,
}
const after = {
  leaf: 'b',
  notAfterMs: nowMs + 90 * dayMs,
  firstMs: nowMs + 9 * dayMs,
  lastMs: nowMs + 40 * dayMs,
}
const unchanged = { ...before, notAfterMs: nowMs + 60 * dayMs }
const fails = { failsNow: true, outcome: 'breaks', events: [] } as const
const holds = { failsNow: false, outcome: 'survives', events: [] } as const

const ask = (more: Partial<Aftermath>, of: Partial<Prediction> = {}) =>
  decideScore(
    { ...line, ...of },
    { nowMs: nowMs + 31 * dayMs, stretches: [], rehearsals: [], now: fails, ...more },
  )

const day = (days: number): number => nowMs + days * dayMs

const table: readonly (readonly [string, ReturnType<typeof ask>, string | undefined])[] = [
  ['its day has not come', ask({ nowMs: day(9) }), undefined],
  ['its day is not over', ask({ nowMs: day(10) + 3_600_000, stretches: [after] }), undefined],
  ['the certificate changed and what is held does not fit', ask({ stretches: [before, after] }), 'came-true'],
  ['it changed and what is held fits', ask({ stretches: [before, after], now: holds }), 'did-not'],
  ['it changed and the pair is gone', ask({ stretches: [before, after], now: undefined }), 'cannot-tell'],
  ['not renewed yet, and time is left', ask({ nowMs: day(20), stretches: [unchanged] }), undefined],
  [
    'not renewed to the end',
    ask({ stretches: [{ ...unchanged, lastMs: day(50) }], nowMs: day(52) }),
    'did-not',
  ],
  [
    'it ended and is served on',
    ask({ stretches: [{ ...before, lastMs: day(50) }], nowMs: day(52) }),
    'came-true',
  ],
  ['nobody looked afterwards', ask({ stretches: [{ ...before, lastMs: day(5) }] }), 'cannot-tell'],
  [
    'a rehearsal after the day refused',
    ask({ rehearsals: [{ atMs: day(12), verdict: 'refuses', evidence: 'alert 48' }], now: holds }),
    'came-true',
  ],
  [
    'a rehearsal after the day passed',
    ask({ rehearsals: [{ atMs: day(12), verdict: 'connects', evidence: 'passed' }] }),
    'did-not',
  ],
  [
    'a rehearsal before the day says nothing',
    ask({ rehearsals: [{ atMs: day(2), verdict: 'connects', evidence: '' }], stretches: [before, after] }),
    'came-true',
  ],
  [
    'failing already, never rehearsed',
    ask({}, { failsNow: true, expectedMs: nowMs, latestMs: nowMs }),
    'cannot-tell',
  ],
  [
    'failing already, rehearsed since',
    ask(
      { rehearsals: [{ atMs: day(1), verdict: 'connects', evidence: 'passed' }] },
      { failsNow: true, expectedMs: nowMs, latestMs: nowMs },
    ),
    'did-not',
  ],
]

for (const [name, score, expected] of table)
  test(name, () => {
    assert.equal(score?.result, expected, score?.reason)
    if (score !== undefined) assert.match(score.reason, /^[A-Z].*\.$/)
  })

test('before its day nothing is scored, and what is scored says why, wherever the clock stands', () => {
  const ms = fc.integer({ min: -400, max: 400 }).map(day)
  const stretch = fc.record({
    leaf: fc.constantFrom('a', 'b', undefined),
    notAfterMs: ms,
    firstMs: ms,
    lastMs: ms,
  })
  fc.assert(
    fc.property(ms, fc.array(stretch, { maxLength: 5 }), (at, stretches) => {
      const score = ask({ nowMs: at, stretches })
      if (at < line.expectedMs) assert.equal(score, undefined)
      else if (score !== undefined) assert.ok(score.reason.length > 10)
    }),
  )
})
