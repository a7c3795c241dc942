/** What is to be done and when: sentences, order, state. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type AgendaFacts, type AgendaLine, decideAgenda } from '../../src/index.ts'
import { dayMs, nowMs } from './scene.ts'

const day = (days: number): number => nowMs + days * dayMs

const line = (more: Partial<AgendaLine> = {}): AgendaLine => ({
  release: { id: 'rel_1', name: 'joost 0.9.1' },
  endpoint: { id: 'end_1', name: 'www.joost.test:443' },
  outcome: 'breaks',
  failsNow: false,
  unknown: false,
  earliestMs: day(1),
  expectedMs: day(20),
  latestMs: day(40),
  sentence: 'joost 0.9.1 stops connecting to www.joost.test.',
  nextAction: 'Rehearse it.',
  measures: [],
  href: '/forecast/for_1/0',
  installs: 100,
  ...more,
})

const endpoint = {
  id: 'end_1',
  name: 'www.joost.test:443',
  lastLookMs: nowMs,
  state: 'served',
  trouble: '',
  failures: 0,
  notAfterMs: day(60),
  renewalMs: day(30),
  planned: undefined,
} as const

const facts = (more: Partial<AgendaFacts> = {}): AgendaFacts => ({
  lines: [],
  meets: true,
  endpoints: [endpoint],
  releases: [{ id: 'rel_1', name: 'joost 0.9.1', supported: true, scannedMs: nowMs }],
  plans: [],
  isForecast: true,
  days: 90,
  ...more,
})

const decide = (more: Partial<AgendaFacts> = {}) => decideAgenda(facts(more), nowMs)
const told = (more: Partial<AgendaFacts>) =>
  decide(more).items.map(({ kind, urgency, sentence }) => `${kind} ${urgency}: ${sentence}`)

test('nothing known, nothing forecast, nothing met, nothing breaks: four different answers', () => {
  assert.equal(decide({ endpoints: [], releases: [] }).state, 'empty')
  assert.equal(decide({ isForecast: false, meets: false }).sentence, 'No forecast was made yet.')
  assert.equal(decide({ meets: false }).state, 'unknown')
  assert.deepEqual(decide(), {
    state: 'well',
    sentence: 'Nothing is expected to break in the next 90 days.',
    items: [],
  })
})

test('releases that break together are one item with all their installs', () => {
  const other = line({ release: { id: 'rel_2', name: 'joost 0.9.2' }, installs: 50 })
  const { items, state, sentence } = decide({ lines: [line(), other] })
  const breaks = items.filter(({ kind }) => kind === 'break')
  assert.equal(breaks.length, 1)
  assert.equal(breaks[0]?.installs, 150)
  assert.equal(
    breaks[0]?.sentence,
    'joost 0.9.1 stops connecting to www.joost.test. One more release does too.',
  )
  assert.equal(breaks[0]?.href, '/endpoints/end_1')
  assert.equal(state, 'trouble')
  assert.match(sentence, /^joost 0\.9\.1 stops/)
  assert.equal(decide({ lines: [line(), { ...other, installs: undefined }] }).items[0]?.installs, null)
})

test('what fails now comes first, what nobody knows is never well, what is far off is later', () => {
  assert.equal(decide({ lines: [line(), line({ failsNow: true })] }).items[0]?.urgency, 'now')
  const unknown = decide({ lines: [line({ unknown: true, outcome: 'may-break' })] })
  assert.equal(unknown.state, 'unknown')
  assert.match(
    unknown.sentence,
    /^Of what could be looked at, nothing breaks in the next 90 days; one thing could not be/,
  )
  assert.equal(decide({ lines: [line({ expectedMs: day(80) })] }).items.at(-1)?.urgency, 'later')
  assert.deepEqual(
    decide({ lines: [line({ expectedMs: day(91) })] }).items.filter(({ kind }) => kind === 'break'),
    [],
  )
})

test('renewals that are planned or that somebody breaks by; ends only when the renewal did not come', () => {
  assert.deepEqual(told({ endpoints: [{ ...endpoint, planned: { renews: 'Ada' } }] }), [
    'renewal soon: www.joost.test:443 is to be renewed by Ada on 2026-12-22 (in 30 days). No release is known to break by it.',
  ])
  assert.match(
    told({ lines: [line()] }).join('\n'),
    /is expected to be renewed on .* It may break joost 0\.9\.1/,
  )
  assert.match(
    told({ endpoints: [{ ...endpoint, notAfterMs: day(5), renewalMs: day(-25) }] }).join('\n'),
    /^end now: The certificate of www\.joost\.test:443 ends on .*; its renewal was due on 2026-10-28 \(25 days ago\)\.$/,
  )
  assert.match(
    told({ endpoints: [{ ...endpoint, notAfterMs: day(-1) }] }).join('\n'),
    /^end now: .* ended on/,
  )
})

test('looks, scans and rehearsals that are missing are said, many of a kind in one line', () => {
  assert.match(
    told({ endpoints: [{ ...endpoint, state: 'failed', failures: 3, trouble: 'It refused.' }] }).join('\n'),
    /stale-look unknown: www\.joost\.test:443 could not be seen 3 times in a row, last on 2026-11-22 \(today\): It refused\./,
  )
  assert.match(
    told({ endpoints: [{ ...endpoint, state: 'unseen', lastLookMs: undefined }] }).join('\n'),
    /was never seen/,
  )
  const many = Array.from({ length: 20 }, (_, index) => ({
    id: `rel_${index}`,
    name: `r${index}`,
    supported: true,
    scannedMs: undefined,
  }))
  assert.match(told({ releases: many }).join('\n'), /stale-scan unknown: 20 releases were never scanned/)
  const plans = [
    { id: 'pla_1', name: 'nightly', lastMs: undefined, changedMs: undefined },
    { id: 'pla_2', name: 'weekly', lastMs: day(-9), changedMs: day(-2) },
    { id: 'pla_3', name: 'done', lastMs: day(-1), changedMs: day(-2) },
  ]
  assert.deepEqual(
    told({ plans }).map(text => text.slice(0, 39)),
    ['rehearsal-due soon: nightly was never r', 'rehearsal-due soon: weekly was last reh'],
  )
})

test('days of the ecosystem appear when the horizon reaches them', () => {
  assert.equal(told({ days: 90 }).length, 0)
  assert.match(
    told({ days: 200 }).join('\n'),
    /^ecosystem later: Public certificates live at most 100 days from 2027-03-15/,
  )
})

test('whatever there is, the order is by urgency and every item has a page and a sentence', () => {
  const drawn = fc.record({
    outcome: fc.constantFrom('breaks', 'may-break', 'survives'),
    failsNow: fc.boolean(),
    unknown: fc.boolean(),
    expectedMs: fc.option(fc.integer({ min: -100, max: 500 }).map(day), { nil: undefined }),
  })
  const rank = ['now', 'soon', 'unknown', 'later']
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 8 }), lines => {
      const { items, state } = decide({ lines: lines.map(each => line(each as Partial<AgendaLine>)) })
      const ranks = items.map(({ urgency }) => rank.indexOf(urgency))
      assert.deepEqual(
        ranks,
        ranks.toSorted((a, b) => a - b),
      )
      for (const { sentence, href } of items) assert.ok(sentence !== '' && href.startsWith('/'))
      if (lines.some(({ unknown }) => unknown)) assert.notEqual(state, 'well')
    }),
  )
})
