import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type {
  Breakage,
  Disagreement,
  Outcome,
  PinKind,
  RehearsedCell,
  RehearsedClient,
  ScenarioKind,
  TrustStore,
  VerdictKind,
} from '@foreseen/facts'
import { disagreementOf, measuredBreakages, rehearsedKinds } from '../../src/index.ts'
import {
  type Authority,
  ask,
  authority,
  certificateFinding,
  dayMs,
  host,
  joost,
  leaf,
  nowMs,
  observed,
  pinFinding,
  sha256,
  spkiOf,
} from '../forecast/scene.ts'

let middle: Authority
let served: Authority
let plain: Breakage
let copied: Breakage
let pinned: Breakage

const at = (path: string): string => `${joost.path}!${path}`

before(async () => {
  const root = await authority('CN=Story Root')
  middle = await authority('CN=Story Intermediate', root)
  served = await leaf(middle, -30, 60)
  const observations = [observed([served.der, middle.der])]
  plain = ask({ findings: [], observations })
  copied = ask({ findings: [certificateFinding(served.der, at('bin/joost'))], observations })
  pinned = ask({ findings: [pinFinding(sha256(spkiOf(served.key)), at('classes.dex'))], observations })
})

interface Asked {
  readonly kind?: ScenarioKind
  readonly verdict: VerdictKind
  readonly predicted: Outcome | undefined
  readonly pin: PinKind
  readonly found: Breakage | undefined
  readonly standIn?: boolean
  readonly reason?: 'alert' | 'cannot-speak'
}

const disagree = (asked: Asked): Disagreement | undefined =>
  disagreementOf({
    kind: asked.kind ?? 'renewal',
    verdict: { kind: asked.verdict, reason: asked.reason ?? 'alert', evidence: 'as seen' },
    predicted: asked.predicted,
    pin: asked.pin,
    breakages: asked.found === undefined ? [] : [asked.found],
    isBaselineReal: asked.standIn !== true,
  })

test('false pin: found, foretold to break, and connects like an ordinary client', () => {
  const asked = { verdict: 'connects', predicted: 'breaks', pin: 'none', found: copied } as const
  assert.equal(disagree(asked), 'false-pin')
  assert.equal(disagree({ ...asked, kind: 'staged', pin: 'unknown' }), 'false-pin')
  assert.equal(disagree({ ...asked, predicted: 'may-break' }), undefined)
  assert.equal(disagree({ ...asked, verdict: 'unsure' }), undefined)
})

test('no false pin where nothing was found: a client that accepts everything is told by its faults', () => {
  const asked = { verdict: 'connects', predicted: 'breaks', pin: 'none', found: plain } as const
  assert.equal(disagree(asked), undefined)
  assert.equal(disagree({ ...asked, kind: 'fault', found: copied }), undefined)
})

test('a pin that is gentler than the one found is no false pin', () => {
  const asked = { verdict: 'connects', predicted: 'breaks', found: copied } as const
  assert.equal(disagree({ ...asked, pin: 'leaf-key' }), undefined)
})

test('dead pin: found, and what is really served is refused already', () => {
  const asked = {
    kind: 'baseline',
    verdict: 'refuses',
    predicted: 'survives',
    pin: 'unknown',
    found: copied,
  } as const
  assert.equal(disagree(asked), 'dead-pin')
  assert.equal(disagree({ ...asked, standIn: true }), undefined)
  assert.equal(disagree({ ...asked, found: plain }), undefined)
})

test('unseen pin: nothing found explains the refusal', () => {
  const asked = { verdict: 'refuses', predicted: 'survives', pin: 'leaf-key', found: plain } as const
  assert.equal(disagree(asked), 'unseen-pin')
  assert.equal(disagree({ ...asked, pin: 'stale-trust' }), undefined)
  assert.equal(disagree({ ...asked, pin: 'none' }), undefined)
  assert.equal(disagree({ ...asked, predicted: undefined }), undefined)
  assert.equal(disagree({ ...asked, reason: 'cannot-speak' }), undefined)
})

function cell(scenario: string, kind: VerdictKind, trust: TrustStore = 'old'): RehearsedCell {
  const evidence =
    kind === 'refuses' ? 'refused in the handshake with alert 48 (unknown_ca)' : 'sent a request'
  return {
    scenario,
    trust,
    verdict: { kind, reason: kind === 'refuses' ? 'alert' : 'request', evidence },
    predicted: undefined,
    disagreement: undefined,
    clock: { kind: 'real' },
    records: [],
  }
}

function rehearsed(
  cells: readonly RehearsedCell[],
  kind: RehearsedClient['kind'] = 'what-if',
): RehearsedClient {
  return { client: joost.name, kind, pin: { kind: 'unknown', sentence: '', basis: [] }, accepts: [], cells }
}

function measure(breakage: Breakage, ...clients: readonly RehearsedClient[]): Breakage {
  const [told] = measuredBreakages([breakage], { clients, endpoints: [`${host}:443`], nowMs })
  assert.ok(told !== undefined)
  return told
}

const outcomeAt = (breakage: Breakage, event: string): Outcome | undefined =>
  breakage.events.find(each => each.event === event)?.outcome

test('measured beats inferred: an unseen pin breaks on the day of the renewal', () => {
  const told = measure(plain, rehearsed([cell('renewed-same-key', 'connects'), cell('re-keyed', 'refuses')]))
  assert.equal(told.outcome, 'breaks')
  assert.equal(told.level, 'proven')
  assert.equal(told.nextAction, '')
  assert.equal(told.days.expectedMs, nowMs + 30 * dayMs)
  assert.equal(
    told.sentence,
    'joost 0.9.1 stops connecting to www.joost.test on 2026-12-22 (in 30 days): it was rehearsed and refuses "renewed, new key" (refused in the handshake with alert 48 (unknown_ca)).',
  )
  assert.match(told.remarks.join(' '), /The search alone says: joost 0\.9\.1 keeps connecting/)
})

test('measured beats inferred: a false pin survives', () => {
  const told = measure(copied, rehearsed([cell('re-keyed', 'connects')]))
  assert.equal(copied.outcome, 'breaks')
  assert.equal(told.outcome, 'survives')
  assert.equal(told.level, 'cleared')
  assert.deepEqual(told.measures, [])
  assert.deepEqual(told.days.expectedMs, undefined)
  assert.match(told.sentence, /keeps connecting to www\.joost\.test: it was rehearsed and passes/)
  assert.equal(outcomeAt(told, 'E2'), 'survives')
  assert.equal(outcomeAt(told, 'E1'), 'breaks')
})

test('what was inferred and measured alike is proven, without a remark', () => {
  const told = measure(pinned, rehearsed([cell('re-keyed', 'refuses')]))
  assert.deepEqual([told.outcome, told.level], ['breaks', 'proven'])
  assert.deepEqual(told.remarks, pinned.remarks)
  assert.deepEqual(told.days, pinned.days)
})

test('trust stores that differ leave a doubt; a new issuer brings a new key unless the plan keeps it', () => {
  const cells = [
    cell('re-keyed', 'connects'),
    cell('new-intermediate', 'connects'),
    cell('cross-sign-dropped', 'refuses'),
    cell('cross-sign-dropped', 'connects', 'both'),
  ]
  const told = measure(plain, rehearsed(cells))
  assert.equal(outcomeAt(told, 'E10'), 'may-break')
  assert.equal(outcomeAt(told, 'E3'), 'survives')
  const keyed = measure(plain, rehearsed([cell('re-keyed', 'refuses'), cell('new-intermediate', 'connects')]))
  assert.equal(outcomeAt(keyed, 'E3'), 'breaks')
})

test('the real chain stands for whatever is expected, and a refused baseline means now', () => {
  const passed = measure(copied, rehearsed([cell('staged', 'connects', 'host')], 'real'))
  assert.deepEqual([passed.outcome, passed.level], ['survives', 'cleared'])
  const now = measure(plain, rehearsed([cell('baseline', 'refuses', 'host')], 'real'))
  assert.deepEqual([now.outcome, now.failsNow, now.days.expectedMs], ['breaks', true, nowMs])
  assert.match(now.sentence, /does not connect to www\.joost\.test now: it was rehearsed and refuses/)
})

test('unsure cells, other releases, other endpoints and a stand-in baseline change nothing', () => {
  const unsure = rehearsed([cell('re-keyed', 'unsure'), cell('baseline', 'refuses')])
  assert.equal(measure(plain, unsure), plain)
  assert.equal(measure(plain, { ...rehearsed([cell('re-keyed', 'refuses')]), client: 'other' }), plain)
  const clients = [rehearsed([cell('re-keyed', 'refuses')])]
  const elsewhere = measuredBreakages([plain], { clients, endpoints: ['api.joost.test:443'], nowMs })
  assert.equal(elsewhere[0], plain)
})

test('what comes and was not rehearsed is not shown to be survived', () => {
  const told = measure(copied, rehearsed([cell('renewed-same-key', 'connects')]))
  assert.deepEqual([told.outcome, told.level, told.sentence], ['breaks', copied.level, copied.sentence])
  assert.equal(outcomeAt(told, 'E1'), 'survives')
})

test('part of what comes was rehearsed: its events change, the level stays', async () => {
  const served2 = await leaf(middle, -55, 35, { isPublic: true })
  const held = [pinFinding(sha256(spkiOf(middle.key)), at('classes.dex'))]
  const open = ask({ findings: held, observations: [observed([served2.der, middle.der])] })
  assert.deepEqual(
    [open.outcome, outcomeAt(open, 'E2'), outcomeAt(open, 'E3')],
    ['may-break', 'survives', 'may-break'],
  )
  const cells = [cell('new-intermediate', 'connects')]
  assert.deepEqual(measure(open, rehearsed(cells)), open, 'E3 brings a key that was not rehearsed')
  const both = measure(open, rehearsed([...cells, cell('re-keyed', 'connects')]))
  assert.deepEqual([both.outcome, both.level], ['survives', 'cleared'])
  const other = measure(plain, rehearsed([cell('cross-sign-dropped', 'refuses')]))
  assert.deepEqual([other.outcome, other.level, other.sentence], ['survives', plain.level, plain.sentence])
  assert.equal(outcomeAt(other, 'E10'), 'breaks')
})

test('kinds of a rehearsed client, each once, the gravest first', () => {
  const client = rehearsed([
    { ...cell('re-keyed', 'connects'), disagreement: 'false-pin' },
    { ...cell('six-days', 'connects'), disagreement: 'false-pin' },
    { ...cell('new-intermediate', 'refuses'), disagreement: 'unseen-pin' },
  ])
  assert.deepEqual(rehearsedKinds({ ...client, accepts: ['expired'] }), [
    'accepts-invalid',
    'unseen-pin',
    'false-pin',
  ])
  assert.deepEqual(rehearsedKinds(rehearsed([])), [])
})
