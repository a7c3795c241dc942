/** What holds for every fleet, every measurement and every day. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApprovalDemand, RehearsedClient, VerdictKind } from '@foreseen/facts'
import fc from 'fast-check'
import { decidePromotion, type PromotionFacts } from '../../src/index.ts'
import { chainSha256, dayMs, facts, fleetOf, nowMs, rehearsed, release } from './scene.ts'

const verdicts: readonly (VerdictKind | 'missing')[] = ['connects', 'refuses', 'unsure', 'not-run', 'missing']

const anyRelease = fc.record({
  weight: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true })),
  supported: fc.boolean(),
  accepted: fc.boolean(),
  verdict: fc.constantFrom(...verdicts),
})

const anyFacts: fc.Arbitrary<PromotionFacts> = fc
  .record({
    releases: fc.array(anyRelease, { maxLength: 6 }),
    currentDays: fc.option(fc.integer({ min: -5, max: 40 }), { nil: undefined }),
    stagedDays: fc.integer({ min: -2, max: 90 }),
    tolerated: fc.constantFrom(0, 0.01, 0.3, 1),
    demand: fc.constantFrom<ApprovalDemand>('never', 'refusals', 'always'),
    approval: fc.option(fc.record({ named: fc.boolean(), own: fc.boolean() }), { nil: undefined }),
  })
  .map(({ releases, currentDays, stagedDays, tolerated, demand, approval }) => {
    const list = releases.map(({ weight, supported, accepted }, index) =>
      release(`r${index}`, {
        weight,
        supported,
        accepted: accepted ? [{ scenario: 'staged', reason: 'known' }] : [],
      }),
    )
    const clients: RehearsedClient[] = releases.flatMap(({ verdict }, index) =>
      verdict === 'missing' ? [] : [rehearsed(`r${index}`, verdict)],
    )
    return facts({
      fleet: fleetOf(list),
      clients,
      currentEndMs: currentDays === undefined ? undefined : nowMs + currentDays * dayMs,
      staged: { chainSha256, notBeforeMs: nowMs - 5 * dayMs, notAfterMs: nowMs + stagedDays * dayMs },
      tolerated,
      demand,
      approval:
        approval === undefined
          ? undefined
          : { by: 'anna', named: approval.named, atMs: nowMs, chainSha256: approval.own ? chainSha256 : '' },
    })
  })

const verdictOf = (given: PromotionFacts, name: string): VerdictKind | undefined =>
  given.clients.find(({ client }) => client === name)?.cells[0]?.verdict.kind

/** Weight of supported, unaccepted releases with such a verdict, by the weight of all; written anew on purpose. */
function weightOf(given: PromotionFacts, isBad: (verdict: VerdictKind | undefined) => boolean): number {
  const { releases } = given.fleet
  const total = releases.reduce((sum, { weight }) => sum + weight, 0)
  return releases
    .filter(each => each.supported && each.accepted.length === 0 && isBad(verdictOf(given, each.name)))
    .reduce((sum, { weight }) => sum + (total > 0 ? weight / total : 1 / releases.length), 0)
}

const isCritical = (given: PromotionFacts, isBad: (verdict: VerdictKind | undefined) => boolean): boolean =>
  given.fleet.releases.some(
    each => each.supported && each.accepted.length === 0 && isBad(verdictOf(given, each.name)),
  ) && !(weightOf(given, isBad) < given.tolerated)

const namedApproval = ({ approval }: PromotionFacts): boolean =>
  approval?.named === true && approval.chainSha256 === chainSha256

const holds = (check: (given: PromotionFacts) => void): void =>
  fc.assert(fc.property(anyFacts, check), { numRuns: 2000 })

test('what a supported release refuses goes live only when accepted, tolerated or approved by fingerprint', () => {
  holds(given => {
    const { outcome } = decidePromotion(given)
    if (outcome === 'promote' && isCritical(given, verdict => verdict === 'refuses'))
      assert.ok(namedApproval(given))
  })
})

test('what is unknown goes live only when accepted, tolerated or approved by fingerprint', () => {
  holds(given => {
    const { outcome } = decidePromotion(given)
    if (outcome === 'promote' && isCritical(given, verdict => verdict !== 'connects'))
      assert.ok(namedApproval(given))
  })
})

test('it never waits at the end of the current certificate, nor when nobody asked for approval', () => {
  holds(given => {
    if (decidePromotion(given).outcome !== 'wait') return
    assert.notEqual(given.demand, 'never')
    assert.ok(given.currentEndMs === undefined || given.currentEndMs - nowMs >= 3 * dayMs)
  })
})

test('a fleet of which every supported release connects is never refused, whatever the day', () => {
  holds(given => {
    const supported = given.fleet.releases.filter(each => each.supported)
    const calm = supported.length > 0 && supported.every(each => verdictOf(given, each.name) === 'connects')
    if (!calm || given.staged.notAfterMs <= nowMs) return
    const { outcome } = decidePromotion(given)
    assert.ok(outcome === 'promote' || (outcome === 'wait' && given.demand === 'always'))
  })
})

test('an ended chain never goes live', () => {
  holds(given => {
    if (given.staged.notAfterMs <= nowMs) assert.equal(decidePromotion(given).outcome, 'refuse')
  })
})

test('approval changes nothing but towards going live', () => {
  holds(given => {
    const without = decidePromotion({ ...given, approval: undefined }).outcome
    const withIt = decidePromotion(given).outcome
    assert.ok(withIt === without || withIt === 'promote')
  })
})

test('what is not promoted has a next action, and every decision an answer', () => {
  holds(given => {
    const { outcome, next, sentences, shares } = decidePromotion(given)
    assert.equal(next === '', outcome === 'promote')
    assert.ok((sentences[0] ?? '').length > 20)
    const sum = Object.values(shares).reduce((total, share) => total + share, 0)
    assert.ok(given.fleet.releases.length === 0 || Math.abs(sum - 1) < 1e-9)
  })
})
