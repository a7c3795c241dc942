/** Verdicts by difference to the same client's baseline. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VerdictKind, VerdictReason } from '@foreseen/facts'
import { judgeClient, judgeRun } from '../../src/index.ts'
import { connection, ended, host, planOf, type RunMade, rehearse, run, timedOut } from './scene.ts'

const cases: readonly [
  name: string,
  baseline: RunMade,
  made: RunMade,
  kind: VerdictKind,
  reason: VerdictReason,
][] = [
  [
    'a silent close that the baseline lacked',
    { course: 'request' },
    { course: 'closed-after' },
    'refuses',
    'closed-after-handshake',
  ],
  [
    'a browser that ends with 0 when it refused',
    { course: 'request' },
    { course: 46, end: ended(0) },
    'refuses',
    'alert',
  ],
  [
    'a check after the request was sent',
    { course: 'request' },
    { course: 'request', end: ended(1) },
    'unsure',
    'exit-code',
  ],
  [
    'a baseline that fails by itself after the request',
    { course: 'request', end: ended(4) },
    { course: 'request', end: ended(7) },
    'connects',
    'request',
  ],
  [
    'a predicate beside a baseline that refuses',
    { course: 48 },
    { predicate: true },
    'connects',
    'predicate',
  ],
  ['refused as the baseline is', { course: 48 }, { course: 48 }, 'unsure', 'baseline-refuses'],
  ['mended by what comes next', { course: 48 }, { course: 'request' }, 'connects', 'request'],
  [
    'idle in the baseline, refused here',
    { course: 'idle', end: timedOut },
    { course: 48 },
    'refuses',
    'alert',
  ],
  [
    'idle in the baseline, closed here',
    { course: 'idle', end: timedOut },
    { course: 'closed-after' },
    'refuses',
    'closed-after-handshake',
  ],
  [
    'idle in both',
    { course: 'idle', end: timedOut },
    { course: 'idle', end: timedOut },
    'unsure',
    'baseline-unsure',
  ],
  [
    'a probe that shakes hands, refused',
    { course: 'closed-after', end: ended(0) },
    { course: 'closed-in-handshake' },
    'refuses',
    'handshake-closed',
  ],
  [
    'a probe that shakes hands and ends with another code',
    { course: 'closed-after', end: ended(0) },
    { course: 'closed-after', end: ended(2) },
    'refuses',
    'exit-code',
  ],
  [
    'a probe that ends alike',
    { course: 'closed-after', end: ended(0) },
    { course: 'closed-after', end: ended(0) },
    'unsure',
    'baseline-unsure',
  ],
  [
    'a clock that did not move',
    { course: 'request' },
    { course: 'request', clock: { kind: 'unmoved', days: 90, detail: 'static program' } },
    'unsure',
    'clock-unmoved',
  ],
  ['not reached this time', { course: 'request' }, {}, 'unsure', 'not-reached'],
]

for (const [name, baseline, made, kind, reason] of cases)
  test(`judge: ${name}`, () => {
    const verdict = judgeRun(run('re-keyed', made), run('baseline', baseline), [host])
    assert.deepEqual([verdict.kind, verdict.reason], [kind, reason], verdict.evidence)
  })

test('a host that the baseline spoke with and that is refused now is a refusal, whatever other hosts get', () => {
  const both = (first: 'request' | 48) => [
    ...connection(first, { host: 'api.example.test' }),
    ...connection('request', { connection: 2, host: 'cdn.example.test' }),
  ]
  const verdict = judgeRun(
    run('re-keyed', { events: both(48), end: ended(0) }),
    run('baseline', { events: both('request'), end: ended(0) }),
  )
  assert.equal(verdict.kind, 'refuses')
  assert.match(verdict.evidence, /^api\.example\.test: refused .* other hosts were accepted$/)
})

const verdictAt = (scenario: string, manner: Parameters<typeof rehearse>[1], ids: readonly string[]) => {
  const plan = planOf(ids)
  const { records } = rehearse(plan, manner)
  return judgeClient({ client: 'joost', plan, records }).cells.find(cell => cell.scenario === scenario)
    ?.verdict
}

test('a client that checks after its request was sent refuses when it does so twice', () => {
  const twice = verdictAt(
    're-keyed',
    ({ scenario }) => ({ course: 'request', end: ended(scenario === 're-keyed' ? 1 : 0) }),
    ['re-keyed'],
  )
  assert.deepEqual([twice?.kind, twice?.reason], ['refuses', 'exit-code'])
  const once = verdictAt(
    're-keyed',
    ({ scenario, attempt }) => ({
      course: 'request',
      end: ended(scenario === 're-keyed' && attempt === 0 ? 1 : 0),
    }),
    ['re-keyed'],
  )
  assert.deepEqual([once?.kind, once?.reason], ['unsure', 'flaky'])
})

test('red, then green when repeated, is flaky', () => {
  const verdict = verdictAt(
    're-keyed',
    ({ scenario, attempt }) => ({ course: scenario === 're-keyed' && attempt === 0 ? 48 : 'request' }),
    ['re-keyed'],
  )
  assert.deepEqual([verdict?.kind, verdict?.reason], ['unsure', 'flaky'])
})

test('a baseline that ends otherwise at the close makes every verdict flaky', () => {
  const plan = planOf(['re-keyed', 'new-intermediate'])
  const { records } = rehearse(plan, ({ scenario, attempt }) => ({
    course: scenario === 'baseline' && attempt === 2 ? 48 : 'request',
  }))
  const { cells, pin } = judgeClient({ client: 'joost', plan, records })
  assert.deepEqual([...new Set(cells.map(cell => cell.verdict.reason))], ['flaky'])
  assert.match(pin.sentence, /differ/)
})

test('a probe that only shakes hands connects where a control ends otherwise', () => {
  const ids = ['re-keyed', 'untrusted-root']
  const probe = verdictAt(
    're-keyed',
    ({ scenario }) =>
      scenario === 'untrusted-root' ? { course: 48 } : { course: 'closed-after', end: ended(0) },
    ids,
  )
  assert.deepEqual([probe?.kind, probe?.reason], ['connects', 'greeted'])
  const quiet = verdictAt('re-keyed', () => ({ course: 'closed-after', end: ended(0) }), ids)
  assert.deepEqual([quiet?.kind, quiet?.reason], ['unsure', 'baseline-unsure'])
})

const soleVerdict = (made: RunMade): string => {
  const plan = planOf(['re-keyed'])
  const records = [run('baseline', { course: 'request' }), run('re-keyed', made)]
  const { kind, reason } = judgeClient({ client: 'joost', plan, records }).cells.at(-1)?.verdict ?? {}
  return `${kind} ${reason}`
}

test('one run that ends otherwise after its request is not yet a refusal', () => {
  assert.equal(soleVerdict({ course: 'request', end: ended(1) }), 'unsure exit-code')
})

test('a baseline that had to be ended once is no other baseline', () => {
  const verdict = verdictAt(
    're-keyed',
    ({ scenario, attempt }) => ({
      course: 'request',
      end: scenario === 'baseline' && attempt === 2 ? timedOut : ended(0),
    }),
    ['re-keyed'],
  )
  assert.equal(verdict?.kind, 'connects')
})
