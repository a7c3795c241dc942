import type { AskedRun, RunRecord, TrustStore, Verdict, VerdictReason } from '@foreseen/facts'
import { effectiveAttempts, judgeAttempts, settle } from './attempts.ts'
import { type Baseline, closingAttempt, isComparable, readBaselines } from './baselines.ts'
import { wrongOf } from './faults.ts'
import {
  type AskedCell,
  askedCells,
  baselineId,
  baselineTrustOf,
  baselineTrusts,
  type RehearsalPlan,
} from './plan.ts'

/**
 * The runs of one client that may be made next, most telling first: what was mixed up, repetitions, new cells,
 * and, when all else is recorded, the closing baseline. The caller starts what it has room for, leaves out what
 * is under way, and asks again with every record. Nothing left and nothing under way: done.
 *
 * Each run is asked for once, and once more alone when it was mixed up with others; a cell has two attempts, the
 * baseline of each trust store three. So it ends.
 */
export function decideRuns(plan: RehearsalPlan, records: readonly RunRecord[]): readonly AskedRun[] {
  const alone = mixedRuns(records)
  if (alone.length > 0) return alone
  const baselines = baselineTrusts(plan).map(trust => readBaselines(plan, records, trust))
  const opening = baselines.flatMap(openingRuns)
  if (opening.length > 0) return opening
  if (baselines.some(baseline => baseline.differs !== '')) return []
  const cells = cellsToRun(plan, baselines)
  const first = cells.filter(cell => recordsOf(cell, records).length === 0)
  const again = cells.filter(cell => isWorthRepeating(cell, plan, records, baselines))
  const stopped = hasStopped(plan, records, baselines)
  const next = [...again.map(cell => askFor(cell, 1)), ...(stopped ? [] : first.map(cell => askFor(cell, 0)))]
  if (next.length > 0) return next
  return baselines.filter(baseline => needsClosing(baseline, plan, records)).map(closingRun)
}

const runOf = (scenario: string, trust: TrustStore, attempt: number, alone: boolean): AskedRun => ({
  scenario,
  trust,
  attempt,
  alone,
})

const askFor = ({ scenario, trust }: AskedCell, attempt: number): AskedRun =>
  runOf(scenario.id, trust, attempt, false)

const closingRun = ({ trust }: Baseline): AskedRun => runOf(baselineId, trust, closingAttempt, false)

/** Records of one cell. */
export function recordsOf(cell: AskedCell, records: readonly RunRecord[]): readonly RunRecord[] {
  return records.filter(record => record.scenario === cell.scenario.id && record.trust === cell.trust)
}

/** Runs whose connections could not be told apart, each to be made once more with nothing beside it. */
function mixedRuns(records: readonly RunRecord[]): AskedRun[] {
  const keyOf = ({ scenario, trust, attempt }: RunRecord): string => `${scenario} ${trust} ${attempt}`
  const times = new Map<string, number>()
  for (const record of records) times.set(keyOf(record), (times.get(keyOf(record)) ?? 0) + 1)
  return records
    .filter(record => record.mixed !== '' && times.get(keyOf(record)) === 1)
    .map(({ scenario, trust, attempt }) => runOf(scenario, trust, attempt, true))
}

/** The first run of a baseline, and its repetition when it did not connect and another run may show otherwise. */
function openingRuns({ trust, records, verdict, differs }: Baseline): AskedRun[] {
  if (records.length === 0) return [runOf(baselineId, trust, 0, false)]
  const isSettled = verdict === undefined || verdict.kind === 'connects' || differs !== '' || isFinal(verdict)
  const wasRepeated = records.some(record => record.attempt > 0)
  return isSettled || wasRepeated ? [] : [runOf(baselineId, trust, 1, false)]
}

/** What another run of the same cannot change. */
const finalReasons: readonly VerdictReason[] = [
  'no-command',
  'needs-terminal',
  'clock-unmoved',
  'baseline-refuses',
  'baseline-unsure',
]

const isFinal = ({ kind, reason }: Verdict): boolean => kind === 'unsure' && finalReasons.includes(reason)

/**
 * Under a baseline that does not connect, one run can still teach: the staged chain, which may mend what is
 * broken today (a client that holds the next certificate already).
 */
function cellsToRun(plan: RehearsalPlan, baselines: readonly Baseline[]): readonly AskedCell[] {
  return askedCells(plan).filter(cell => {
    const baseline = baselineOf(plan, cell, baselines)
    if (baseline === undefined) return false
    return isComparable(baseline) || (cell.scenario.kind === 'staged' && baseline.verdict?.kind === 'refuses')
  })
}

/** The baseline that a cell is compared with. */
export function baselineOf(
  plan: RehearsalPlan,
  cell: AskedCell,
  baselines: readonly Baseline[],
): Baseline | undefined {
  const trust = baselineTrustOf(plan, cell.trust)
  return baselines.find(baseline => baseline.trust === trust)
}

function verdictNow(
  cell: AskedCell,
  plan: RehearsalPlan,
  records: readonly RunRecord[],
  baselines: readonly Baseline[],
): Verdict | undefined {
  const record = baselineOf(plan, cell, baselines)?.record
  if (record === undefined) return undefined
  return settle(judgeAttempts(recordsOf(cell, records), record, plan.hosts))
}

/** Red or unsure; of a fault it is the acceptance that must be certain before it is said. */
function isWorthRepeating(
  cell: AskedCell,
  plan: RehearsalPlan,
  records: readonly RunRecord[],
  baselines: readonly Baseline[],
): boolean {
  const own = effectiveAttempts(recordsOf(cell, records))
  if (own.length !== 1 || own[0]?.attempt !== 0) return false
  const verdict = verdictNow(cell, plan, records, baselines)
  if (verdict === undefined || isFinal(verdict)) return false
  if (verdict.kind === 'unsure') return true
  if (cell.scenario.kind === 'fault')
    return verdict.kind === 'connects' && wrongOf(cell.scenario) !== undefined
  return verdict.kind === 'refuses'
}

/** A refusal counts as confirmed when its repetition is recorded. */
export function hasStopped(
  plan: RehearsalPlan,
  records: readonly RunRecord[],
  baselines: readonly Baseline[],
): boolean {
  return askedCells(plan)
    .filter(cell => plan.stopEarly.includes(cell.scenario.id))
    .some(cell => {
      const own = effectiveAttempts(recordsOf(cell, records))
      return own.length > 1 && verdictNow(cell, plan, records, baselines)?.kind === 'refuses'
    })
}

/** Run last of all where something was compared with it. */
function needsClosing(baseline: Baseline, plan: RehearsalPlan, records: readonly RunRecord[]): boolean {
  if (!isComparable(baseline) || baseline.records.some(record => record.attempt === closingAttempt))
    return false
  return askedCells(plan).some(
    cell => baselineTrustOf(plan, cell.trust) === baseline.trust && recordsOf(cell, records).length > 0,
  )
}
