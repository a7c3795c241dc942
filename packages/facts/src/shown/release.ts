import type { Outcome } from '../breakage.ts'
import type { FindingRecord, UnseenRecord } from '../record.ts'
import type { ShownName } from './page.ts'

/** Whether a release must go on working. */
export type ShownSupport = 'supported' | 'ending' | 'ended'

/** The worst that the newest forecast says of a release or an endpoint. */
export interface ShownStanding {
  /** `unknown`: nothing was forecast, or something could not be looked at. */
  readonly outcome: Outcome | 'unknown'
  readonly failsNow: boolean
  /** The expected day, where one is known. */
  readonly day: string | null
  /** The other side of the worst line: the endpoint of a release, the release of an endpoint. */
  readonly with: ShownName | null
  readonly sentence: string
}

export interface ShownInstalls {
  readonly at: string
  readonly count: number
}

export interface ShownRelease {
  readonly id: string
  readonly product: ShownName
  readonly version: string
  /** `linux-x64`, `android`, or '' where there is only one. */
  readonly platform: string
  /** Lower-case hex; '' while it is not known. */
  readonly artefactSha256: string
  readonly support: ShownSupport
  readonly supportedUntil: string | null
  readonly released: string | null
  readonly created: string
  readonly installs: ShownInstalls | null
  readonly standing: ShownStanding
}

export interface ShownScan {
  readonly id: string
  readonly at: string
  readonly program: string
  readonly findings: number
  readonly unseen: number
}

/** A release with everything known of it. */
export interface ShownReleaseWhole extends ShownRelease {
  readonly updateHosts: readonly string[]
  /** Hosts that it is known to connect to, said by people; forecasts join it with these endpoints too. */
  readonly endpoints: readonly ShownName[]
  /** Newest first, at most 50. */
  readonly scans: readonly ShownScan[]
  /** Newest first, at most 100. */
  readonly installsOverTime: readonly ShownInstalls[]
  /** How many objects of each kind its newest scan found. */
  readonly kinds: readonly { readonly kind: string; readonly level: string; readonly objects: number }[]
}

/** One place of an object. */
export interface ShownOccurrence {
  readonly object: number
  readonly release: ShownName
  readonly scan: string
  readonly record: FindingRecord
}

export interface ShownUnseen {
  readonly scan: string
  readonly record: UnseenRecord
}
