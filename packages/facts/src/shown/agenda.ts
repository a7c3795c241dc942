import type { Outcome } from '../breakage.ts'
import type { ShownName } from './page.ts'

/** What the agenda can name; later rooms add theirs. */
export type AgendaKind =
  | 'break'
  | 'renewal'
  | 'end'
  | 'stale-look'
  | 'stale-scan'
  | 'rehearsal-due'
  | 'ecosystem'
  | 'setup'

/** One day of the agenda with one next action. */
export interface AgendaItem {
  readonly kind: AgendaKind
  /** `null`: now, without a day. */
  readonly day: string | null
  readonly earliest: string | null
  readonly latest: string | null
  readonly urgency: 'now' | 'soon' | 'later' | 'unknown'
  /** What the forecast says, for a break; `null` for what is no outcome. */
  readonly outcome: Outcome | 'unknown' | null
  /** A sentence with subject, date and reason. */
  readonly sentence: string
  readonly action: string
  /** Path of a page of the web, `/endpoints/end_...`. */
  readonly href: string
  readonly releases: readonly ShownName[]
  readonly endpoint: ShownName | null
  /** Installs that are hit; `null` where nobody said how many there are. */
  readonly installs: number | null
}

export interface ShownAgenda {
  /** One sentence that says whether all is well. */
  readonly sentence: string
  readonly state: 'well' | 'attention' | 'trouble' | 'unknown' | 'empty'
  readonly days: number
  readonly items: readonly AgendaItem[]
  /** How lines whose day has passed came out, over all forecasts; `null` while none has been scored. */
  readonly scored: { readonly cameTrue: number; readonly didNot: number; readonly cannotTell: number } | null
  /** Whether the sample workspace is loaded, being made, or could not be. */
  readonly sample: 'absent' | 'making' | 'present' | 'failed'
}
