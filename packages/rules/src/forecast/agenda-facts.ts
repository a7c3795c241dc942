import type { AgendaItem, Outcome, ShownName } from '@foreseen/facts'
import { dayMs } from './plan.ts'

/** A line of the newest forecast. */
export interface AgendaLine {
  readonly release: ShownName
  readonly endpoint: ShownName
  readonly outcome: Outcome
  readonly failsNow: boolean
  /** Nothing can be said of the pair. */
  readonly unknown: boolean
  readonly earliestMs: number | undefined
  readonly expectedMs: number | undefined
  readonly latestMs: number | undefined
  readonly sentence: string
  readonly nextAction: string
  readonly measures: readonly string[]
  /** Page of the line. */
  readonly href: string
  readonly installs: number | undefined
}

export interface AgendaEndpoint extends ShownName {
  /** `undefined` before the first look. */
  readonly lastLookMs: number | undefined
  readonly state: 'served' | 'failed' | 'unseen'
  readonly trouble: string
  /** Looks that failed one after the other. */
  readonly failures: number
  readonly notAfterMs: number | undefined
  /** When it is to be renewed, by plan or by what is usual. */
  readonly renewalMs: number | undefined
  /** Somebody said how and by whom. */
  readonly planned: { readonly renews: string } | undefined
}

export interface AgendaRelease extends ShownName {
  readonly supported: boolean
  readonly scannedMs: number | undefined
}

export interface AgendaPlan extends ShownName {
  /** When a run of it was last done. */
  readonly lastMs: number | undefined
  /** Its endpoint serves another chain since then. */
  readonly changedMs: number | undefined
}

/** All that an agenda follows from. */
export interface AgendaFacts {
  /** Of releases that must go on working; those that survive may be left out. */
  readonly lines: readonly AgendaLine[]
  /** Some release meets some endpoint. */
  readonly meets: boolean
  readonly endpoints: readonly AgendaEndpoint[]
  readonly releases: readonly AgendaRelease[]
  readonly plans: readonly AgendaPlan[]
  /** A forecast was made at all. */
  readonly isForecast: boolean
  readonly days: number
}

/** Within a week something is to be done now, within a month soon. */
export function urgencyOf(ms: number, nowMs: number): 'now' | 'soon' | 'later' {
  if (ms - nowMs <= 7 * dayMs) return 'now'
  return ms - nowMs <= 30 * dayMs ? 'soon' : 'later'
}

/** An item with nothing said but what is given. */
export const itemOf = (
  item: Partial<AgendaItem> & Pick<AgendaItem, 'kind' | 'urgency' | 'sentence' | 'href'>,
): AgendaItem => ({
  day: null,
  earliest: null,
  latest: null,
  outcome: null,
  action: '',
  releases: [],
  endpoint: null,
  installs: null,
  ...item,
})
