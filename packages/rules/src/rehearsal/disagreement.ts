import type { Disagreement, Outcome, PinKind } from '@foreseen/facts'
import type { JudgedCell } from './cells.ts'
import { baselineId, type RehearsalPlan } from './plan.ts'

/** A cell beside its forecast. */
export interface ComparedCell {
  readonly cell: JudgedCell & { readonly predicted: Outcome | undefined }
  readonly plan: RehearsalPlan
  readonly pin: PinKind
  /** Whether the forecast lets anything break: search found something that pins. */
  readonly isPinForetold: boolean
}

/**
 * Where search and rehearsal contradict each other. Only certain answers do: `may-break` contradicts nothing, an
 * unsure run neither, and a machine that lacks the new root is no pin that search has missed.
 */
export function disagreementOf({ cell, plan, pin, isPinForetold }: ComparedCell): Disagreement | undefined {
  const { kind } = cell.verdict
  if (cell.scenario === baselineId) return kind === 'refuses' && isPinForetold ? 'dead-pin' : undefined
  if (plan.scenarios.some(({ id, kind }) => id === cell.scenario && kind === 'fault')) return undefined
  if (cell.predicted === 'breaks' && kind === 'connects') return 'false-pin'
  const isOrdinary = pin === 'stale-trust' || pin === 'none'
  return cell.predicted === 'survives' && kind === 'refuses' && !isOrdinary ? 'unseen-pin' : undefined
}
