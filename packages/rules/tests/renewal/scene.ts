/** A fleet, what was measured of it, and the facts of one decision. */
import type { Fleet, FleetRelease, RehearsalKind, RehearsedClient, VerdictKind } from '@foreseen/facts'
import type { PromotionFacts } from '../../src/index.ts'

export const nowMs = Date.UTC(2026, 10, 23)
export const dayMs = 86_400_000
export const chainSha256 = 'ab'.repeat(32)

export function release(name: string, other: Partial<FleetRelease> = {}): FleetRelease {
  return {
    name,
    argv: ['true'],
    cwd: '/',
    env: {},
    weight: 1,
    supported: true,
    accepted: [],
    path: '',
    homeTemplate: '',
    firstVisit: '',
    predicate: undefined,
    heavy: false,
    timeoutMs: 1000,
    ...other,
  }
}

export const accepts = (reason: string): Partial<FleetRelease> => ({
  accepted: [{ scenario: 'staged', reason }],
})

export function rehearsed(
  client: string,
  kind: VerdictKind,
  rehearsal: RehearsalKind = 'real',
  scenario = 'staged',
): RehearsedClient {
  const evidence = kind === 'refuses' ? 'refused with alert 48 (unknown_ca)' : `it ${kind}`
  return {
    client,
    kind: rehearsal,
    pin: { kind: 'unknown', sentence: '', basis: [] },
    accepts: [],
    cells: [
      {
        scenario,
        trust: 'host',
        verdict: { kind, reason: kind === 'refuses' ? 'alert' : 'request', evidence },
        predicted: undefined,
        disagreement: undefined,
        clock: { kind: 'real' },
        records: [],
      },
    ],
  }
}

export const fleetOf = (releases: readonly FleetRelease[], requires: readonly string[] = []): Fleet => ({
  hosts: ['www.joost.test'],
  releases,
  requires,
})

/** Facts with everything calm: the current certificate ends in a month, nothing is tolerated or demanded. */
export function facts(
  other: Partial<PromotionFacts> & Pick<PromotionFacts, 'fleet' | 'clients'>,
): PromotionFacts {
  return {
    host: 'www.joost.test',
    staged: { chainSha256, notBeforeMs: nowMs - dayMs, notAfterMs: nowMs + 90 * dayMs },
    currentEndMs: nowMs + 30 * dayMs,
    nowMs,
    withinDays: 3,
    tolerated: 0,
    demand: 'never',
    approval: undefined,
    ...other,
  }
}
