import type { RunRecord, Scenario } from '@foreseen/facts'

/** Names of the scenarios that prove a moved clock; never shown among a rehearsal's own. */
export function canaryId(days: number): string {
  return `clock-canary:${days}`
}

/**
 * For each move of the clock a leaf that is good today and not at the moved moment: a client whose clock moved
 * refuses it. Half the way lies safely between both moments.
 */
export function clockCanaries(scenarios: readonly Scenario[]): Scenario[] {
  const baseline = scenarios.find(({ kind }) => kind === 'baseline')
  const days = new Set(scenarios.map(({ clockDays }) => clockDays).filter(move => move !== 0))
  if (baseline === undefined) return []
  return [...days].map(move => ({
    ...baseline,
    id: canaryId(move),
    title: `canary, ${move} days`,
    kind: 'renewal',
    clockDays: 0,
    leaf: {
      ...baseline.leaf,
      notBeforeDays: move < 0 ? move / 2 : Math.min(baseline.leaf.notBeforeDays, -1),
      notAfterDays: move > 0 ? move / 2 : Math.max(baseline.leaf.notAfterDays, 1),
    },
  }))
}

/** Whether a run got through to a rehearsed host. */
export function connected(record: RunRecord): boolean {
  const rehearsed = new Set(
    record.events.flatMap(event => (event.kind === 'hello' && event.rehearsed ? [event.connection] : [])),
  )
  return record.events.some(
    event => (event.kind === 'data' || event.kind === 'request') && rehearsed.has(event.connection),
  )
}

/**
 * What two runs against the canary show, one by the real clock and one by the moved: that it moved, that it did not,
 * or nothing, because the client refuses a fresh leaf for reasons of its own.
 */
export type CanaryAnswer = 'moved' | 'unmoved' | 'silent'

export function canaryAnswer(real: RunRecord, moved: RunRecord): CanaryAnswer {
  if (!connected(real)) return 'silent'
  // A client that a preloaded library stops in its tracks refuses nothing: it must have come, and ended by itself.
  const came = moved.events.some(({ kind }) => kind === 'hello')
  return came && !connected(moved) && moved.end.kind !== 'timeout' ? 'moved' : 'unmoved'
}
