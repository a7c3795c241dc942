import type { RunRecord, TrustStore, Verdict } from '@foreseen/facts'
import { effectiveAttempts } from './attempts.ts'
import { endOf, readBaseline, shakesHandsOnly } from './judge.ts'
import { baselineId, type RehearsalPlan } from './plan.ts'
import { verdict } from './words.ts'

/** Attempt numbers of the baseline: first of all, repeated when it did not connect, and last of all. */
export const closingAttempt = 2

/** What the baseline under one trust store comes to. */
export interface Baseline {
  readonly trust: TrustStore
  readonly records: readonly RunRecord[]
  /** The run that others are compared with; `undefined` before the first. */
  readonly record: RunRecord | undefined
  readonly verdict: Verdict | undefined
  /** Why two runs of it differ, or ''. */
  readonly differs: string
}

/** Reads the baseline's runs under one trust store. */
export function readBaselines(
  plan: RehearsalPlan,
  records: readonly RunRecord[],
  trust: TrustStore,
): Baseline {
  const own = records.filter(record => record.scenario === baselineId && record.trust === trust)
  const attempts = effectiveAttempts(own).map(record => ({
    record,
    verdict: readBaseline(record, plan.hosts),
  }))
  const certain = attempts.filter(({ verdict }) => verdict.kind !== 'unsure' || shakesHandsOnly(verdict))
  const chosen = certain.find(({ verdict }) => verdict.kind === 'connects') ?? certain[0] ?? attempts[0]
  const differs = differenceOf(certain)
  return {
    trust,
    records: own,
    record: chosen?.record,
    verdict: differs === '' ? chosen?.verdict : verdict('unsure', 'flaky', differs),
    differs,
  }
}

/** Two baselines that end differently, on the wire or by their exit code, leave nothing to compare with. */
function differenceOf(
  attempts: readonly { readonly record: RunRecord; readonly verdict: Verdict }[],
): string {
  const [first] = attempts
  if (first === undefined) return ''
  for (const other of attempts.slice(1)) {
    if (other.verdict.kind !== first.verdict.kind)
      return `two runs against today's certificate differ: ${first.verdict.evidence}, then ${other.verdict.evidence}`
    if (wasEnded(first.record) || wasEnded(other.record)) continue
    const ends = [endOf(first.record), endOf(other.record)]
    if (ends[0] !== ends[1])
      return `two runs against today's certificate end differently: ${ends[0]}, then ${ends[1]}`
  }
  return ''
}

/** Being ended by us says how loaded the machine was, nothing about the client. */
const wasEnded = ({ end }: RunRecord): boolean => end.kind === 'timeout' || end.kind === 'flood'

/** Whether runs under this baseline can say anything: it connects, or it shakes hands and a control may tell. */
export function isComparable({ verdict, differs }: Baseline): boolean {
  return differs === '' && verdict !== undefined && (verdict.kind === 'connects' || shakesHandsOnly(verdict))
}
