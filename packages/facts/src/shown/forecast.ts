import type { DayBasis, EventOutcome, EvidenceLevel, Outcome, Role } from '../breakage.ts'
import type { Verdict } from '../rehearsal.ts'
import type { RehearsalKind } from '../rehearsed.ts'
import type { ShownName } from './page.ts'
import type { ShownInstalls, ShownSupport } from './release.ts'

/** A forecast as it was made and kept. */
export interface ShownForecast {
  readonly id: string
  readonly at: string
  readonly horizon: string
  readonly program: string
  readonly inputsSha256: string
  /** The answer: one sentence. */
  readonly sentence: string
  readonly counts: {
    readonly breaks: number
    readonly mayBreak: number
    readonly survives: number
    readonly unknown: number
  }
  /** What could not be taken into account, a sentence each. */
  readonly gaps: readonly string[]
}

export interface ShownDays {
  readonly earliest: string | null
  readonly expected: string | null
  readonly latest: string | null
  readonly basis: DayBasis
}

/** A piece of evidence: what, where, what it is to the endpoint. */
export interface ShownEvidence {
  /** Number of the object; `null` where it is not in the ledger. */
  readonly object: number | null
  /** Subject or digest, for people. */
  readonly name: string
  readonly role: Role
  readonly path: string
  readonly offset: number
  readonly length: number
  readonly symbol: string | null
  readonly encoding: string
}

/** One release as a row of the forecast. */
export interface ShownForecastRelease extends ShownName {
  readonly product: string
  readonly version: string
  readonly platform: string
  readonly support: ShownSupport
  readonly installs: ShownInstalls | null
}

/** What a rehearsal measured for the same release and host. */
export interface ShownMeasurement {
  readonly run: string
  readonly at: string
  readonly kind: RehearsalKind
  readonly scenario: string
  readonly verdict: Verdict['kind']
}

/** What happens to one release at one endpoint. */
export interface ShownLine {
  readonly ordinal: number
  readonly release: ShownForecastRelease
  readonly endpoint: ShownName
  readonly outcome: Outcome
  readonly level: EvidenceLevel
  readonly failsNow: boolean
  readonly days: ShownDays
  readonly sentence: string
  readonly nextAction: string
  /** How its day came out, once it has passed. */
  readonly score: { readonly result: 'came-true' | 'did-not' | 'cannot-tell'; readonly at: string } | null
}

/** A line with its reasons. */
export interface ShownLineWhole extends ShownLine {
  readonly forecast: string
  readonly events: readonly EventOutcome[]
  readonly assumptions: readonly string[]
  readonly remarks: readonly string[]
  readonly measures: readonly string[]
  readonly evidence: readonly ShownEvidence[]
  readonly measured: readonly ShownMeasurement[]
}

/** A thin line across all rows of the timeline: a renewal that is planned, an end, a day of the ecosystem. */
export interface ShownDateLine {
  readonly day: string
  readonly kind: 'renewal' | 'end' | 'ecosystem'
  readonly title: string
  readonly endpoint: ShownName | null
  /** Page of whoever announced it; ''. */
  readonly source: string
}

/** Everything the timeline draws. */
export interface ShownTimeline {
  readonly forecast: ShownForecast
  /** Releases that meet an endpoint and break or may break first, then the rest; at most 2,000 lines. */
  readonly lines: readonly ShownLine[]
  readonly omitted: number
  readonly dates: readonly ShownDateLine[]
}
