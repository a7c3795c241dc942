/** What must hold whatever a client does: no throw, no false green, an end to every plan. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RunEnd, type RunRecord, trustStores, type WireEvent } from '@foreseen/facts'
import fc from 'fast-check'
import { askedCells, baselineTrusts, decideRuns, judgeClient, judgeRun, readRun } from '../../src/index.ts'
import { type Course, connection, host, planOf, type RunMade, run } from './scene.ts'

const names = fc.constantFrom(host, 'cdn.example.test', 'telemetry.test', '')
const alert = fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined })
const at = { connection: fc.integer({ min: 1, max: 4 }), atMs: fc.integer({ min: 0, max: 12_000 }) }
const version = fc.constantFrom('TLSv1', 'TLSv1.2', 'TLSv1.3', '')
const text = fc.string({ maxLength: 12 })

const event: fc.Arbitrary<WireEvent> = fc.oneof(
  fc.record({ kind: fc.constant('opened' as const), ...at, address: text, port: fc.nat() }),
  fc.record({
    kind: fc.constant('hello' as const),
    ...at,
    host: names,
    rehearsed: fc.boolean(),
    serverName: names,
    alpn: fc.constant([]),
    version,
  }),
  fc.record({
    kind: fc.constant('secured' as const),
    ...at,
    protocol: version,
    cipher: text,
    alpn: text,
    resumed: fc.boolean(),
    clientCertificate: text,
  }),
  fc.record({ kind: fc.constant('starttls' as const), ...at, protocol: text }),
  fc.record({ kind: fc.constant('refused' as const), ...at, alert, detail: text }),
  fc.record({ kind: fc.constant('broke' as const), ...at, alert, detail: text }),
  fc.record({ kind: fc.constant('data' as const), ...at, bytes: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constant('request' as const), ...at, method: text, path: text, agent: text }),
  fc.record({ kind: fc.constant('plain' as const), ...at, host: names, path: text }),
  fc.record({ kind: fc.constant('closed' as const), ...at, bytes: fc.nat() }),
)

const end: fc.Arbitrary<RunEnd> = fc.oneof(
  fc.record({ kind: fc.constant('code' as const), code: fc.constantFrom(0, 1, 60, 126, 127, 255) }),
  fc.constant<RunEnd>({ kind: 'signal', signal: 'SIGSEGV' }),
  fc.constant<RunEnd>({ kind: 'timeout' }),
  fc.constant<RunEnd>({ kind: 'flood' }),
  fc.constant<RunEnd>({ kind: 'not-started', detail: 'no such file' }),
)

const record: fc.Arbitrary<RunRecord> = fc
  .record({
    end,
    events: fc.array(event, { maxLength: 24 }),
    output: fc.oneof(text, fc.constant('not a tty')),
    namesAsked: fc.array(names, { maxLength: 3 }),
    predicate: fc.constantFrom(undefined, undefined, true, false),
    mixed: fc.constantFrom('', '', 'two runs share an address'),
    durationMs: fc.integer({ min: 0, max: 12_000 }),
  })
  .map(made => run('re-keyed', made))

test('no record makes the judge throw, and every verdict has its evidence', () => {
  fc.assert(
    fc.property(record, record, (own, baseline) => {
      for (const verdict of [readRun(own, [host]), judgeRun(own, baseline, [host])])
        assert.ok(verdict.evidence.length > 0)
    }),
  )
})

test('no green without a word of the client or the predicate', () => {
  fc.assert(
    fc.property(record, record, (own, baseline) => {
      if (judgeRun(own, baseline).kind !== 'connects' || own.predicate === true) return
      assert.ok(own.events.some(each => each.kind === 'request' || (each.kind === 'data' && each.bytes > 0)))
    }),
  )
})

test('the predicate wins over everything that was seen', () => {
  fc.assert(
    fc.property(record, record, fc.boolean(), (own, baseline, predicate) => {
      fc.pre(own.end.kind !== 'not-started')
      const { kind, reason } = judgeRun({ ...own, predicate }, baseline)
      assert.deepEqual([kind, reason], [predicate ? 'connects' : 'refuses', 'predicate'])
    }),
  )
})

/** The same events, connections interleaved otherwise; each connection keeps its own order. */
function interleave(events: readonly WireEvent[], picks: readonly number[]): WireEvent[] {
  const lanes = [...Map.groupBy(events, each => each.connection).values()].map(lane => [...lane])
  const woven: WireEvent[] = []
  for (let step = 0; woven.length < events.length; step++) {
    const open = lanes.filter(lane => lane.length > 0)
    const next = open[(picks[step % Math.max(1, picks.length)] ?? 0) % open.length]?.shift()
    if (next !== undefined) woven.push(next)
  }
  return woven
}

test('how connections interleave changes nothing', () => {
  fc.assert(
    fc.property(
      record,
      record,
      fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 24 }),
      (own, base, picks) => {
        const woven = { ...own, events: interleave(own.events, picks) }
        assert.deepEqual(readRun(woven, [host]), readRun(own, [host]))
        assert.deepEqual(judgeRun(woven, base, [host]), judgeRun(own, base, [host]))
      },
    ),
  )
})

const course = fc.constantFrom<(Course | undefined)[]>('request', 'request', 48, 'closed-after', undefined)
const answers: fc.Arbitrary<RunMade> = fc
  .tuple(course, fc.constantFrom(0, 1), fc.constantFrom('', '', '', 'mixed up'))
  .map(([course, code, mixed]) => ({
    events: course === undefined ? [] : connection(course),
    end: { kind: 'code', code },
    mixed,
  }))

const plans = fc
  .record({
    ids: fc.subarray([
      'renewed-same-key',
      're-keyed',
      'cross-sign-dropped',
      'missing-intermediate',
      'expired-leaf',
    ]),
    trusts: fc.option(fc.subarray([...trustStores]), { nil: undefined }),
    stopEarly: fc.subarray(['re-keyed', 'cross-sign-dropped']),
    currentChain: fc.boolean(),
    kind: fc.constantFrom('real' as const, 'what-if' as const),
  })
  .map(({ ids, ...rest }) => planOf(ids, rest))

test('every plan comes to an end, asks for nothing twice, and gives each cell a verdict', () => {
  const picks = fc.array(fc.tuple(fc.nat({ max: 40 }), answers), { minLength: 60, maxLength: 60 })
  fc.assert(
    fc.property(plans, picks, (plan, picks) => {
      const records: RunRecord[] = []
      const asked = new Set<string>()
      for (let step = 0; ; step++) {
        const open = decideRuns(plan, records)
        if (open.length === 0) break
        const [pick, made] = picks[step % picks.length] ?? [0, {}]
        const next = open[pick % open.length]
        assert.ok(next)
        const key = JSON.stringify(next)
        assert.ok(!asked.has(key), `${key} is asked for twice`)
        asked.add(key)
        records.push(
          run(next.scenario, {
            ...made,
            trust: next.trust,
            attempt: next.attempt,
            mixed: next.alone ? '' : (made.mixed ?? ''),
          }),
        )
      }
      const judged = judgeClient({ client: 'joost', plan, records })
      assert.equal(judged.cells.length, baselineTrusts(plan).length + askedCells(plan).length)
      for (const cell of judged.cells)
        if (cell.records.length === 0) assert.equal(cell.verdict.kind, 'not-run')
      assert.deepEqual(
        judgeClient({ client: 'joost', plan, records: records.toReversed() }).cells.map(each => each.verdict),
        judged.cells.map(each => each.verdict),
      )
    }),
    { numRuns: 200 },
  )
})
