import type { RunRecord, Verdict } from '@foreseen/facts'
import { judgeRun } from './judge.ts'
import { verdict } from './words.ts'

/** What one attempt came to. */
export interface JudgedAttempt {
  readonly record: RunRecord
  readonly verdict: Verdict
}

/**
 * The attempts that count, in order: where a run was mixed up with others, the one made again alone stands for it.
 */
export function effectiveAttempts(records: readonly RunRecord[]): readonly RunRecord[] {
  const byAttempt = new Map<number, RunRecord>()
  for (const record of records) {
    const known = byAttempt.get(record.attempt)
    if (known === undefined || known.mixed !== '') byAttempt.set(record.attempt, record)
  }
  return [...byAttempt.values()].sort((a, b) => a.attempt - b.attempt)
}

/** Judges each attempt of one cell against the baseline. */
export function judgeAttempts(
  records: readonly RunRecord[],
  baseline: RunRecord,
  hosts: readonly string[],
): readonly JudgedAttempt[] {
  return effectiveAttempts(records).map(record => ({ record, verdict: judgeRun(record, baseline, hosts) }))
}

/** What the attempts of one cell come to together; `undefined` when there are none. */
export function settle(attempts: readonly JudgedAttempt[]): Verdict | undefined {
  const verdicts = attempts.map(attempt => attempt.verdict)
  const connects = verdicts.find(each => each.kind === 'connects')
  const refuses = verdicts.find(each => each.kind === 'refuses')
  const lateCheck = verdicts.find(each => each.kind === 'unsure' && each.reason === 'exit-code')
  const against = refuses ?? lateCheck
  if (connects !== undefined && against !== undefined)
    return verdict('unsure', 'flaky', `one run: ${against.evidence}; another: ${connects.evidence}`)
  if (lateCheck !== undefined && verdicts.length > 1 && verdicts.every(each => each.reason === 'exit-code'))
    return { ...lateCheck, kind: 'refuses' }
  return connects ?? refuses ?? verdicts.at(-1)
}
