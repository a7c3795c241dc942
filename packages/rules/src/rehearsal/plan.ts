import type { RehearsalKind, Scenario, TrustStore } from '@foreseen/facts'

/** What is to be rehearsed with each client. */
export interface RehearsalPlan {
  /** `real`: the staged chain against the client's own trust; `what-if`: chains of a rehearsal CA. */
  readonly kind: RehearsalKind
  /** In the order in which they are run; the baseline may be among them and is run in any case. */
  readonly scenarios: readonly Scenario[]
  /** Trust stores for every scenario; `undefined` leaves each with its own. `staged` keeps its own in any case. */
  readonly trusts: readonly TrustStore[] | undefined
  /** Scenario ids of which a confirmed refusal ends the rehearsal of this client; none goes through all. */
  readonly stopEarly: readonly string[]
  /**
   * Whether the baseline of a what-if rehearsal sends the operator's real chain, whose issuer nobody here can
   * sign with: a pin on that issuer or its root then refuses every stand-in.
   */
  readonly currentChain: boolean
  /** Names under rehearsal: a client that asks for others only has not come to them. */
  readonly hosts: readonly string[]
}

/** One scenario with one trust store. */
export interface AskedCell {
  readonly scenario: Scenario
  readonly trust: TrustStore
}

/** The scenario that all others are compared with. */
export const baselineId = 'baseline'

/** Every cell but those of the baseline, in the order of scenarios, then of trust stores. */
export function askedCells(plan: RehearsalPlan): readonly AskedCell[] {
  return plan.scenarios
    .filter(scenario => scenario.kind !== 'baseline')
    .flatMap(scenario => trustsOf(plan, scenario).map(trust => ({ scenario, trust })))
}

function trustsOf(plan: RehearsalPlan, scenario: Scenario): readonly TrustStore[] {
  const asked = scenario.kind === 'staged' ? undefined : plan.trusts
  return [...new Set(asked ?? scenario.trusts)]
}

/**
 * Trust stores under which the baseline is run: those that are asked for and can accept it. The new root alone
 * cannot; the machine's own can only where the chain is real.
 */
export function baselineTrusts(plan: RehearsalPlan): readonly TrustStore[] {
  if (plan.kind === 'real') return ['host']
  const asked = new Set(askedCells(plan).map(cell => cell.trust))
  for (const scenario of plan.scenarios)
    if (scenario.kind === 'baseline') for (const trust of trustsOf(plan, scenario)) asked.add(trust)
  const able: readonly TrustStore[] = plan.currentChain ? ['old', 'both', 'host'] : ['old', 'both']
  const found = able.filter(trust => asked.has(trust))
  return found.length > 0 ? found : ['old']
}

/** The trust store whose baseline a cell is compared with: its own, or the nearest that can accept the baseline. */
export function baselineTrustOf(plan: RehearsalPlan, trust: TrustStore): TrustStore {
  const able = baselineTrusts(plan)
  if (able.includes(trust)) return trust
  const nearest: TrustStore = trust === 'new' && able.includes('both') ? 'both' : (able[0] ?? 'old')
  return nearest
}
