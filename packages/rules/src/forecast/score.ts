import type { EventOutcome, Outcome } from '@foreseen/facts'
import { dayMs } from './plan.ts'
import { dateOf } from './words.ts'

/** What a forecast said of one pair, as far as it can be held against what came. */
export interface Prediction {
  readonly release: string
  readonly endpoint: string
  readonly outcome: Outcome
  readonly failsNow: boolean
  /** When the forecast was made. */
  readonly madeMs: number
  readonly expectedMs: number
  readonly latestMs: number | undefined
}

/** A stretch of what the endpoint served. */
export interface ServedStretch {
  /** SHA-256 of the leaf; `undefined` while looks failed. */
  readonly leaf: string | undefined
  readonly notAfterMs: number
  readonly firstMs: number
  readonly lastMs: number
}

/** A rehearsal of the release against what the endpoint served at that time. */
export interface Rehearsed {
  readonly atMs: number
  readonly verdict: 'connects' | 'refuses'
  readonly evidence: string
}

export interface Aftermath {
  readonly nowMs: number
  /** Of all addresses, in any order. */
  readonly stretches: readonly ServedStretch[]
  /** Against the real chain, in any order. */
  readonly rehearsals: readonly Rehearsed[]
  /** What the rules say of the very chain that is served now; `undefined` where they say nothing. */
  readonly now:
    | { readonly failsNow: boolean; readonly outcome: Outcome; readonly events: readonly EventOutcome[] }
    | undefined
}

export interface Score {
  readonly result: 'came-true' | 'did-not' | 'cannot-tell'
  /** One sentence. */
  readonly reason: string
}

/** A day is over when it is over everywhere on the planet's UTC calendar: the line said a day, not an hour. */
const dayAfter = (ms: number): number => (Math.floor(ms / dayMs) + 1) * dayMs

/** The first stretch after the forecast with another leaf than it had, if any. */
function changeAfter({ madeMs }: Prediction, stretches: readonly ServedStretch[]): ServedStretch | undefined {
  const before = new Set(
    stretches.filter(({ firstMs, leaf }) => firstMs <= madeMs && leaf !== undefined).map(({ leaf }) => leaf),
  )
  return stretches
    .filter(({ firstMs, leaf }) => firstMs > madeMs && leaf !== undefined && !before.has(leaf))
    .toSorted((a, b) => a.firstMs - b.firstMs)[0]
}

function byRehearsal(
  { expectedMs, failsNow, madeMs }: Prediction,
  { rehearsals }: Aftermath,
): Score | undefined {
  const fromMs = failsNow ? madeMs : expectedMs
  const after = rehearsals.filter(({ atMs }) => atMs >= fromMs).toSorted((a, b) => a.atMs - b.atMs)[0]
  if (after === undefined) return undefined
  const verb = after.verdict === 'refuses' ? 'refused' : 'passed'
  const reason = `It was rehearsed on ${dateOf(after.atMs)} against what was served and ${verb} it (${after.evidence}).`
  return { result: after.verdict === 'refuses' ? 'came-true' : 'did-not', reason }
}

/**
 * What became of a line that said that a release breaks or may break; `undefined` while its day has not passed. A
 * rehearsal after that day decides. Otherwise what the endpoint served does: whether the certificate changed, and
 * whether what the release holds fits what is served since, which bytes show. A line that says that it fails already
 * rests on bytes alone, and only a rehearsal can tell more.
 */
export function decideScore(prediction: Prediction, aftermath: Aftermath): Score | undefined {
  const { expectedMs, latestMs, failsNow } = prediction
  const { nowMs, stretches, now } = aftermath
  if (nowMs < dayAfter(expectedMs)) return undefined
  const rehearsed = byRehearsal(prediction, aftermath)
  if (rehearsed !== undefined) return rehearsed
  if (failsNow)
    return { result: 'cannot-tell', reason: 'It was not rehearsed since, and bytes alone said it already.' }
  const change = changeAfter(prediction, stretches)
  const endMs = Math.max(expectedMs, latestMs ?? expectedMs)
  if (change === undefined)
    return nowMs < dayAfter(endMs) ? undefined : withoutChange(prediction, aftermath, endMs)
  if (now === undefined)
    return {
      result: 'cannot-tell',
      reason: `The certificate changed on ${dateOf(change.firstMs)}, and the release or the endpoint is no longer known.`,
    }
  const on = `The certificate changed on ${dateOf(change.firstMs)}`
  if (now.failsNow)
    return {
      result: 'came-true',
      reason: `${on}, and what the release holds does not fit what is served now.`,
    }
  if (now.outcome === 'may-break' && now.events.length === 0)
    return { result: 'cannot-tell', reason: `${on}, and the endpoint cannot be seen now.` }
  return { result: 'did-not', reason: `${on}, and what the release holds fits what is served now.` }
}

/** The last day is over and no other certificate was seen. */
function withoutChange({ madeMs }: Prediction, { stretches }: Aftermath, endMs: number): Score {
  const seen = stretches.filter(({ leaf, lastMs }) => leaf !== undefined && lastMs >= dayAfter(endMs))
  if (seen.length === 0)
    return {
      result: 'cannot-tell',
      reason: `The endpoint was not seen after ${dateOf(endMs)}.`,
    }
  const ended = seen.filter(({ notAfterMs }) => notAfterMs < endMs + dayMs)
  if (ended.length > 0)
    return {
      result: 'came-true',
      reason: `The certificate ended on ${dateOf(Math.min(...ended.map(({ notAfterMs }) => notAfterMs)))} and is served on: whoever looks at dates refuses it.`,
    }
  return {
    result: 'did-not',
    reason: `The certificate of ${dateOf(madeMs)} is served on, and has not ended.`,
  }
}
