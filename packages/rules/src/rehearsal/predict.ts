import type { Breakage, Outcome, RenewalEvent, Scenario, TrustStore } from '@foreseen/facts'
import type { ReleaseFacts } from '../forecast/case.ts'
import { type ForecastInput, forecast } from '../forecast/forecast.ts'
import { worst } from '../forecast/outcome.ts'
import { dayMs } from '../forecast/plan.ts'
import { reachesTrust } from './predict-trust.ts'

/** The forecasts that predictions rest on: one for each host under rehearsal. */
export interface RehearsalForecasts {
  /** Under a plan that keeps the key of the leaf. */
  readonly keepingKey: readonly Breakage[]
  /** Under a plan that makes a new one. */
  readonly changingKey: readonly Breakage[]
  /** With the very chain that is to go live; empty when there is none. */
  readonly withNext: readonly Breakage[]
}

export interface PredictionInput {
  readonly facts: ReleaseFacts
  readonly forecasts: RehearsalForecasts
  readonly scenarios: readonly Scenario[]
  readonly nowMs: number
}

/** What the forecast's rule says of a scenario with a trust store; `undefined` where it cannot say. */
export type Predictions = (scenario: string, trust: TrustStore) => Outcome | undefined

/**
 * Forecasts of one release for a rehearsal, from what `forecast` takes. A chain from a file beside one from the
 * network counts for the staged chain only: what-if scenarios ask what the rule says without it.
 */
export function forecastsForRehearsal(input: ForecastInput): RehearsalForecasts {
  const endpoints = input.endpoints.map(({ endpoint, observations }) => {
    const live = observations.filter(({ source }) => source === 'network')
    return { endpoint, observations: live.length > 0 ? live : observations }
  })
  const under = (keyPolicy: 'same-key' | 'new-key'): Breakage[] =>
    forecast({ ...input, endpoints, plan: { ...input.plan, keyPolicy } })
  const isStaged = input.endpoints.some(
    ({ observations }, index) => observations.length > (endpoints[index]?.observations.length ?? 0),
  )
  return {
    keepingKey: under('same-key'),
    changingKey: under('new-key'),
    withNext: isStaged ? forecast(input) : [],
  }
}

/** Whether the search looked into everything: otherwise nothing found means nothing. */
function seesAll({ inventory, unseen }: ReleaseFacts): boolean {
  return unseen.length === 0 && !inventory.others.some(other => other.kind === 'sealed')
}

function holdsNothing({ inventory }: ReleaseFacts): boolean {
  const { certificates, publicKeys, pins, bundles } = inventory
  return [certificates, publicKeys, pins, bundles].every(list => list.length === 0)
}

/** Whether something hardwired decides at one of the hosts, as opposed to standing beside or in a fixture. */
export const isHeld = (breakages: readonly Breakage[]): boolean =>
  breakages.some(
    ({ evidence, events, failsNow }) =>
      evidence.some(({ role }) => role !== 'unrelated') &&
      (failsNow || events.some(({ outcome }) => outcome !== 'survives')),
  )

/**
 * Rows of the table that apply together. The table changes one thing a row, and some scenarios change more:
 * another root brings another intermediate, and every renewal another certificate.
 */
function rowsOf({ event, changes }: Scenario, trust: TrustStore): readonly RenewalEvent[] {
  const byEvent = event === undefined ? [] : [event]
  const certificate = changes.includes('certificate') ? (['E1'] as const) : []
  const key = changes.includes('leaf-key') ? (['E2'] as const) : []
  const covered = event === 'E3' || event === 'E4' || event === 'E5' || event === 'E10'
  const intermediate = changes.includes('intermediate') && !covered ? (['E3'] as const) : []
  // With the old root alone there is one path, so the doubt of E6 about which one is taken does not arise.
  const single = event === 'E6' && intermediate.length > 0 && trust === 'old'
  return [...new Set([...(single ? [] : byEvent), ...certificate, ...key, ...intermediate])]
}

function outcomeOfRows(
  breakage: Breakage,
  rows: readonly RenewalEvent[],
  untilMs: number,
): Outcome | undefined {
  if (breakage.events.length === 0) return undefined
  const hit = breakage.events.filter(({ event }) => rows.includes(event))
  // Under a moved clock an anchor that has ended by then is as good as gone.
  const ended = breakage.events.filter(
    ({ event, expected, atMs }) => event === 'E25' && expected && atMs !== undefined && atMs < untilMs,
  )
  return worst([...hit, ...ended].map(({ outcome }) => outcome))
}

/** The gravest over all hosts; a break is one wherever else nothing is known. */
function overHosts(outcomes: readonly (Outcome | undefined)[]): Outcome | undefined {
  if (outcomes.includes('breaks')) return 'breaks'
  const known = outcomes.filter(outcome => outcome !== undefined)
  return known.length < outcomes.length || known.length === 0 ? undefined : worst(known)
}

/** What a fault does: everybody refuses it, but for who holds something of the server and may look no further. */
function predictFault(input: PredictionInput, scenario: Scenario): Outcome | undefined {
  const { facts, forecasts } = input
  const held = isHeld(forecasts.keepingKey)
  if (held && scenario.leaf.key === 'same') {
    const row = overHosts(forecasts.keepingKey.map(each => outcomeOfRows(each, ['E24'], 0)))
    return scenario.event === 'E24' && row === 'breaks' ? 'breaks' : 'may-break'
  }
  return seesAll(facts) ? 'breaks' : undefined
}

function predictToday({ facts, forecasts }: PredictionInput): Outcome | undefined {
  if (forecasts.keepingKey.some(({ failsNow }) => failsNow)) return 'breaks'
  return seesAll(facts) ? 'survives' : undefined
}

/** The chain that is to go live: what the events that it brings come to. */
function predictStaged({ facts, forecasts }: PredictionInput): Outcome | undefined {
  const expected = forecasts.withNext.map(({ events, failsNow }) =>
    failsNow
      ? 'breaks'
      : events.length === 0
        ? undefined
        : worst(events.filter(each => each.expected && each.event !== 'E25').map(({ outcome }) => outcome)),
  )
  const outcome = overHosts(expected)
  return outcome === 'survives' && !seesAll(facts) ? undefined : outcome
}

function predictRenewal(input: PredictionInput, scenario: Scenario, trust: TrustStore): Outcome | undefined {
  const { facts, forecasts, nowMs } = input
  const breakages = scenario.leaf.key === 'same' ? forecasts.keepingKey : forecasts.changingKey
  const rows = rowsOf(scenario, trust)
  const untilMs = scenario.clockDays > 0 ? nowMs + scenario.clockDays * dayMs : 0
  const unknownHost = holdsNothing(facts) ? 'survives' : undefined
  const hardwired = overHosts(breakages.map(each => outcomeOfRows(each, rows, untilMs) ?? unknownHost))
  if (hardwired !== 'survives') return hardwired
  const reaches = reachesTrust(scenario, trust)
  if (!seesAll(facts) || reaches === undefined) return undefined
  if (reaches) return scenario.clockDays < 0 && isHeld(breakages) ? undefined : 'survives'
  // What it holds may stand in for the store of the machine, or beside it.
  return isHeld(breakages) ? 'may-break' : 'breaks'
}

/**
 * What the forecast's rule says for each case of a rehearsal. It speaks of survival only where the search could
 * look everywhere: then a client without anything hardwired is an ordinary one, which passes whatever chain its
 * trust store reaches and refuses faults.
 */
export function predictionsFor(input: PredictionInput): Predictions {
  const byId = new Map(input.scenarios.map(scenario => [scenario.id, scenario]))
  return (id, trust) => {
    const scenario = byId.get(id)
    switch (scenario?.kind) {
      case undefined:
        return undefined
      case 'baseline':
        return predictToday(input)
      case 'staged':
        return predictStaged(input)
      case 'fault':
        return predictFault(input, scenario)
      case 'renewal':
        return predictRenewal(input, scenario, trust)
    }
  }
}
