/** The table of `docs/gate.md`: facts on the left, outcome and rule on the right. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Approval, PromotionOutcome, PromotionRule } from '@foreseen/facts'
import { decidePromotion, type PromotionFacts, shareText } from '../../src/index.ts'
import { accepts, chainSha256, dayMs, facts, fleetOf, nowMs, rehearsed, release } from './scene.ts'

const named: Approval = { by: 'anna', chainSha256, named: true, atMs: nowMs }
const bare: Approval = { ...named, named: false }
const elsewhere: Approval = { ...named, chainSha256: 'cd'.repeat(32) }

const green = {
  fleet: fleetOf([release('a'), release('b')]),
  clients: [rehearsed('a', 'connects'), rehearsed('b', 'connects')],
}
const red = { fleet: green.fleet, clients: [rehearsed('a', 'connects'), rehearsed('b', 'refuses')] }
const dark = { fleet: green.fleet, clients: [rehearsed('a', 'connects'), rehearsed('b', 'unsure')] }
const lived = { fleet: fleetOf([release('a'), release('b', accepts('ends in May'))]), clients: red.clients }
const small = {
  fleet: fleetOf([release('a', { weight: 99 }), release('b')]),
  clients: red.clients,
  tolerated: 0.02,
}
const sum = {
  fleet: fleetOf([release('a', { weight: 96 }), release('b', { weight: 2 }), release('c', { weight: 2 })]),
  clients: [rehearsed('a', 'connects'), rehearsed('b', 'refuses'), rehearsed('c', 'unsure')],
  tolerated: 0.03,
}
const soon = { currentEndMs: nowMs + 2 * dayMs }
const ended = { currentEndMs: nowMs - dayMs }

type Row = readonly [
  what: string,
  facts: Partial<PromotionFacts> & Pick<PromotionFacts, 'fleet' | 'clients'>,
  outcome: PromotionOutcome,
  rule: PromotionRule,
]

const rows: readonly Row[] = [
  ['every supported release connects', green, 'promote', 'all-connect'],
  ['one refuses', red, 'refuse', 'refused'],
  ['one refuses, its risk is accepted', lived, 'promote', 'accepted'],
  ['one refuses, below the tolerated share', small, 'promote', 'tolerated'],
  ['one refuses, at the tolerated share', { ...small, tolerated: 0.01 }, 'refuse', 'refused'],
  [
    'an unsupported one refuses',
    { ...red, fleet: fleetOf([release('a'), release('b', { supported: false })]) },
    'promote',
    'all-connect',
  ],
  ['one is unsure', dark, 'inconclusive', 'unknown'],
  ['one was not rehearsed', { ...green, clients: [rehearsed('a', 'connects')] }, 'inconclusive', 'unknown'],
  [
    'one was not run',
    { ...green, clients: [rehearsed('a', 'connects'), rehearsed('b', 'not-run')] },
    'inconclusive',
    'unknown',
  ],
  ['an accepted one is unsure', { ...lived, clients: dark.clients }, 'promote', 'accepted'],
  ['a light one is unsure', { ...small, clients: dark.clients }, 'promote', 'tolerated'],
  ['refusals and doubts count together', sum, 'inconclusive', 'unknown'],
  [
    'refusal comes before doubt',
    { ...red, clients: [rehearsed('a', 'unsure'), rehearsed('b', 'refuses')] },
    'refuse',
    'refused',
  ],
  [
    'stand-ins do not count',
    { ...green, clients: [rehearsed('a', 'connects'), rehearsed('b', 'connects', 'what-if')] },
    'inconclusive',
    'unknown',
  ],
  [
    'no supported release',
    { ...green, fleet: fleetOf([release('a', { supported: false })]) },
    'inconclusive',
    'nothing-rehearsed',
  ],
  ['an empty plan', { fleet: fleetOf([]), clients: [] }, 'inconclusive', 'nothing-rehearsed'],
  ['approval demanded, all connect', { ...green, demand: 'refusals' }, 'promote', 'all-connect'],
  ['approval demanded, an accepted refusal', { ...lived, demand: 'refusals' }, 'wait', 'approval-wanted'],
  ['approval demanded, a tolerated refusal', { ...small, demand: 'refusals' }, 'wait', 'approval-wanted'],
  ['approval always demanded', { ...green, demand: 'always' }, 'wait', 'approval-wanted'],
  ['demanded and given by name', { ...lived, demand: 'refusals', approval: bare }, 'promote', 'approved'],
  [
    'demanded and given for another chain',
    { ...lived, demand: 'refusals', approval: elsewhere },
    'wait',
    'approval-wanted',
  ],
  [
    'waiting would let the current one end',
    { ...lived, demand: 'refusals', ...soon },
    'promote',
    'fail-safe',
  ],
  [
    'the current one has ended, always demanded',
    { ...green, demand: 'always', ...ended },
    'promote',
    'fail-safe',
  ],
  [
    'nobody knows when the current one ends',
    { ...lived, demand: 'refusals', currentEndMs: undefined },
    'wait',
    'approval-wanted',
  ],
  ['refused while the current one is at its end', { ...red, ...soon }, 'refuse', 'both-break'],
  ['refused while the current one has ended', { ...red, ...ended }, 'refuse', 'both-break'],
  ['refused, a name alone', { ...red, ...ended, approval: bare }, 'refuse', 'both-break'],
  ['refused, approved with the fingerprint', { ...red, approval: named }, 'promote', 'approved'],
  ['refused, approved for another chain', { ...red, approval: elsewhere }, 'refuse', 'refused'],
  ['unknown, approved with the fingerprint', { ...dark, approval: named }, 'promote', 'approved'],
  ['unknown at the end of the current one', { ...dark, ...ended }, 'inconclusive', 'unknown'],
  [
    'staged has ended, whoever approves',
    { ...green, approval: named, staged: { chainSha256, notBeforeMs: 0, notAfterMs: nowMs } },
    'refuse',
    'staged-dates',
  ],
  [
    'staged is not valid yet',
    { ...green, staged: { chainSha256, notBeforeMs: nowMs + 1, notAfterMs: nowMs + dayMs } },
    'refuse',
    'staged-dates',
  ],
]

for (const [what, given, outcome, rule] of rows) {
  test(`${what}: ${outcome} (${rule})`, () => {
    const decision = decidePromotion(facts(given))
    assert.deepEqual([decision.outcome, decision.rule], [outcome, rule])
    for (const sentence of decision.sentences) assert.match(sentence, /^[^!]+\.$/)
    assert.equal(decision.next === '', outcome === 'promote')
  })
}

test('a refusal names who, how many, why, and what approves it', () => {
  const { sentences, next } = decidePromotion(facts(red))
  assert.deepEqual(sentences, [
    'The next certificate of www.joost.test is refused: one supported release, 50% of the fleet, would stop connecting.',
    'Refuses it: b (50%; refused with alert 48 (unknown_ca)).',
    'The certificate served today ends on 2026-12-23 (in 30 days).',
  ])
  assert.ok(next.includes(`--approve WHO:${chainSha256.slice(0, 16)}`))
})

test('both ways break is said with who and when', () => {
  const { sentences } = decidePromotion(facts({ ...red, ...ended }))
  assert.match(sentences[0] ?? '', /^Both ways break: one supported release, 50% of the fleet, refuses/)
  assert.ok(sentences.some(text => text.includes('ended on 2026-11-22 (1 day ago)')))
})

test('a required scenario that a stand-in showed to be refused is told and decides nothing', () => {
  const clients = [...green.clients, rehearsed('a', 'refuses', 'what-if', 're-keyed')]
  const decision = decidePromotion(facts({ fleet: fleetOf(green.fleet.releases, ['re-keyed']), clients }))
  assert.equal(decision.rule, 'all-connect')
  assert.ok(decision.sentences.at(-1)?.includes('a refuses re-keyed'))
})

test('shares add up to one, also where nothing has a weight', () => {
  const fleet = fleetOf([release('a', { weight: 0 }), release('b', { weight: 0 })])
  const { shares } = decidePromotion(facts({ fleet, clients: red.clients }))
  assert.deepEqual(shares, { connects: 0.5, refuses: 0.5, unknown: 0, accepted: 0, unsupported: 0 })
})

test('shares are written with two digits', () => {
  const texts = [0, 0.00001, 0.004, 0.1234, 0.5, 0.99, 0.9999, 1].map(shareText)
  assert.deepEqual(texts, ['0%', 'less than 0.01%', '0.4%', '12%', '50%', '99%', '100%', '100%'])
})
