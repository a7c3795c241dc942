import type { ClockState, RehearsedCell, RunRecord, TrustStore, Verdict } from '@foreseen/facts'
import { judgeAttempts, settle } from './attempts.ts'
import { type Baseline, isComparable, readBaselines } from './baselines.ts'
import { baselineOf, hasStopped, recordsOf } from './decide.ts'
import { wrongOf } from './faults.ts'
import { shakesHandsOnly } from './judge.ts'
import { type AskedCell, askedCells, baselineId, baselineTrusts, type RehearsalPlan } from './plan.ts'
import { verdict } from './words.ts'

/** A cell before it is compared with what was forecast. */
export type JudgedCell = Omit<RehearsedCell, 'predicted' | 'disagreement'>

/** All cells of one client, the baselines first, in the order of the plan. */
export function judgeCells(plan: RehearsalPlan, records: readonly RunRecord[]): readonly JudgedCell[] {
  const baselines = baselineTrusts(plan).map(trust => readBaselines(plan, records, trust))
  const stopped = hasStopped(plan, records, baselines)
  const flaky = baselines.find(baseline => baseline.differs !== '')?.differs ?? ''
  const judged = askedCells(plan).map(cell => judgeCell(cell, plan, records, baselines, stopped))
  const cells = [...baselines.map(baselineCell), ...judged]
  const told = baselines.reduce<readonly JudgedCell[]>(
    (all, baseline) => withControls(all, baseline, plan),
    cells,
  )
  return told.map(cell => (flaky === '' ? cell : asFlaky(cell, flaky)))
}

function cellOf(
  scenario: string,
  trust: TrustStore,
  own: Verdict,
  records: readonly RunRecord[],
): JudgedCell {
  const clock: ClockState = records.at(-1)?.clock ?? { kind: 'real' }
  return { scenario, trust, verdict: own, clock, records }
}

function baselineCell(baseline: Baseline): JudgedCell {
  const own = baseline.verdict ?? verdict('not-run', 'not-asked', 'not run')
  return cellOf(baselineId, baseline.trust, own, baseline.records)
}

function judgeCell(
  cell: AskedCell,
  plan: RehearsalPlan,
  records: readonly RunRecord[],
  baselines: readonly Baseline[],
  stopped: boolean,
): JudgedCell {
  const own = recordsOf(cell, records)
  const baseline = baselineOf(plan, cell, baselines)
  const judged =
    baseline?.record === undefined ? undefined : settle(judgeAttempts(own, baseline.record, plan.hosts))
  return cellOf(cell.scenario.id, cell.trust, judged ?? leftOut(baseline, own, stopped), own)
}

/** Why there is no verdict. */
function leftOut(baseline: Baseline | undefined, own: readonly RunRecord[], stopped: boolean): Verdict {
  if (own.length > 0)
    return verdict('unsure', 'baseline-unsure', "there is no run against today's certificate to compare with")
  const base = baseline?.verdict
  if (baseline !== undefined && base !== undefined && !isComparable(baseline)) {
    if (base.kind === 'refuses')
      return verdict('not-run', 'baseline-refuses', `left out: what is served today is ${base.evidence}`)
    return verdict('not-run', 'baseline-unsure', `left out: against today's certificate, ${base.evidence}`)
  }
  return stopped
    ? verdict('not-run', 'stopped-early', 'left out: a scenario that was to be survived was refused before')
    : verdict('not-run', 'not-asked', 'left out')
}

/**
 * A client that only shakes hands: when a fault that everybody must refuse ended otherwise than its baseline,
 * ending as the baseline did means that it accepted. Without such a control nothing is said.
 */
function withControls(
  cells: readonly JudgedCell[],
  baseline: Baseline,
  plan: RehearsalPlan,
): readonly JudgedCell[] {
  if (baseline.verdict === undefined || !shakesHandsOnly(baseline.verdict)) return cells
  const faults = new Map(plan.scenarios.map(scenario => [scenario.id, wrongOf(scenario)]))
  // A control under any trust store will do: that the client tells a fault is a trait of the client.
  const control = cells.find(
    cell => cell.verdict.kind === 'refuses' && faults.get(cell.scenario) !== undefined,
  )
  if (control === undefined) return cells
  const greeted = verdict(
    'connects',
    'greeted',
    `completed the handshake and sent nothing, as it does not at ${control.scenario}`,
  )
  return cells.map(cell => (isLikeBaseline(cell, baseline) ? { ...cell, verdict: greeted } : cell))
}

const isLikeBaseline = (cell: JudgedCell, baseline: Baseline): boolean =>
  cell.trust === baseline.trust &&
  (cell.scenario === baselineId || cell.verdict.reason === 'baseline-unsure') &&
  cell.records.length > 0

function asFlaky(cell: JudgedCell, differs: string): JudgedCell {
  if (cell.records.length === 0 || cell.verdict.reason === 'predicate') return cell
  return { ...cell, verdict: verdict('unsure', 'flaky', differs) }
}
