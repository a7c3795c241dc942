import type { Breakage } from '@foreseen/facts'
import { countOf } from './words.ts'

/** The first line: which release breaks first and when; or that all is well; or that nothing can be said. */
export interface Answer {
  readonly sentence: string
  /** Something breaks or may break within the horizon. */
  readonly breaks: boolean
  /** Pairs of release and endpoint about which nothing could be said. */
  readonly unknown: number
}

const rank = { breaks: 0, 'may-break': 1, survives: 2 } as const

/** Nothing is known about this pair: its endpoint was not seen, so no event could be judged; a copy of a certificate may still date it. */
export function isUnknown(breakage: Breakage): boolean {
  return breakage.outcome === 'may-break' && breakage.events.length === 0
}

/** Most urgent first: failing now, then certain before possible, then by day. */
export function byUrgency(a: Breakage, b: Breakage): number {
  return (
    Number(isUnknown(a)) - Number(isUnknown(b)) ||
    Number(b.failsNow) - Number(a.failsNow) ||
    rank[a.outcome] - rank[b.outcome] ||
    (a.days.expectedMs ?? Number.MAX_SAFE_INTEGER) - (b.days.expectedMs ?? Number.MAX_SAFE_INTEGER)
  )
}

/** The answer to a whole check, in one sentence that says also how many more there are and what is unknown. */
export function answer(breakages: readonly Breakage[]): Answer {
  const sorted = [...breakages].sort(byUrgency)
  const first = sorted[0]
  const unknown = sorted.filter(isUnknown).length
  const harmful = sorted.filter(each => each.outcome !== 'survives' && !isUnknown(each))
  if (first === undefined)
    return { sentence: 'Nothing was asked: no release or no endpoint was given.', breaks: false, unknown }
  const more =
    harmful.length > 1
      ? ` ${harmful.length === 2 ? 'One more verdict' : `${harmful.length - 1} more verdicts`} below.`
      : ''
  const open =
    unknown > 0 && !isUnknown(first)
      ? ` About ${countOf(unknown, 'pair')} of release and endpoint nothing can be said.`
      : ''
  if (harmful.length > 0 || isUnknown(first) || sorted.length === 1) {
    return { sentence: `${first.sentence}${more}${open}`, breaks: harmful.length > 0, unknown }
  }
  const known = sorted.filter(each => !isUnknown(each))
  const releases = new Set(known.map(each => each.release.name)).size
  const endpoints = new Set(known.map(each => each.endpoint)).size
  const watched = known.filter(each => each.level === 'watch').length
  const base =
    watched > 0 ? `; for ${watched} of ${known.length} that rests on nothing having been found` : ''
  const head =
    unknown > 0 ? 'Of what could be looked at, nothing is expected to break' : 'Nothing is expected to break'
  const keeps = `${countOf(releases, 'release')} keep${releases === 1 ? 's' : ''} connecting to ${countOf(endpoints, 'endpoint')}`
  return { sentence: `${head}: ${keeps}${base}.${open}`, breaks: false, unknown }
}
