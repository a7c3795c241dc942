import type { JudgedCell } from './cells.ts'
import { baselineId, type RehearsalPlan } from './plan.ts'
import { verdict } from './words.ts'

/** What the tree needs of a cell: some scenario's answer under some trust. */
export type Answered = Pick<JudgedCell, 'scenario' | 'trust' | 'verdict'>

/**
 * Whether a client refuses everything that a stand-in signs while it accepts the operator's real chain, and not
 * because it holds the leaf: then its pin lies on an issuer that nobody here can sign with.
 */
export function refusesStandIns(plan: RehearsalPlan, cells: readonly Answered[]): boolean {
  if (!plan.currentChain || plan.kind === 'real') return false
  const kindOf = (id: string): string | undefined =>
    cells.find(cell => cell.scenario === id && cell.trust !== 'new')?.verdict.kind
  return (
    kindOf(baselineId) === 'connects' &&
    kindOf('renewed-same-key') === 'refuses' &&
    kindOf('missing-intermediate') !== 'connects'
  )
}

/** Refusals that only say that a stand-in is not the real issuer are no refusals of the scenario. */
export function withStandInsMarked<C extends Answered>(
  plan: RehearsalPlan,
  cells: readonly C[],
): readonly C[] {
  if (!refusesStandIns(plan, cells)) return cells
  const isReal = (id: string): boolean =>
    id === baselineId ||
    plan.scenarios.some(
      scenario =>
        scenario.id === id &&
        (scenario.kind === 'staged' || scenario.changes.every(change => change === 'chain')),
    )
  return cells.map(cell =>
    cell.verdict.kind !== 'refuses' || isReal(cell.scenario)
      ? cell
      : {
          ...cell,
          verdict: verdict(
            'unsure',
            'stand-in-pinned',
            `${cell.verdict.evidence}; it refuses every issuer that stands in for the real one`,
          ),
        },
  )
}
