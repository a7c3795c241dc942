import type { Outcome } from './breakage.ts'
import type { ClockState, PinKind, RunRecord, Verdict, WronglyAccepted } from './rehearsal.ts'
import type { TrustStore } from './scenario.ts'

/** Schema name and version of a rehearsal's report written as JSON. */
export const rehearsalSchema = 'foreseen.rehearsal/1'

/**
 * `real`: the very chain that is to go live, against the client's own trust. `what-if`: chains of a rehearsal
 * CA. The two are never in one list of cells.
 */
export const rehearsalKinds = ['real', 'what-if'] as const

export type RehearsalKind = (typeof rehearsalKinds)[number]

/** Where search and rehearsal contradict each other (`docs/kinds/`). */
export const disagreements = ['false-pin', 'dead-pin', 'unseen-pin'] as const

export type Disagreement = (typeof disagreements)[number]

/** One run that is asked for. */
export interface AskedRun {
  readonly scenario: string
  readonly trust: TrustStore
  readonly attempt: number
  /** Whether no other run may be under way. */
  readonly alone: boolean
}

/** One client in one scenario with one trust store. */
export interface RehearsedCell {
  readonly scenario: string
  readonly trust: TrustStore
  readonly verdict: Verdict
  /** What the forecast's rule says of the same case; `undefined` where no rule speaks or nothing was searched. */
  readonly predicted: Outcome | undefined
  readonly disagreement: Disagreement | undefined
  readonly clock: ClockState
  /** Every attempt, in order; empty when it was not run. */
  readonly records: readonly RunRecord[]
}

/** What the whole set of cells says about the client's pin. */
export interface PinAnswer {
  readonly kind: PinKind
  /** For people: "It holds the server's own certificate: every renewal breaks it." */
  readonly sentence: string
  /** The cells that it rests on: "refuses renewed-same-key: alert 48 (unknown_ca)". */
  readonly basis: readonly string[]
}

/** One client over all scenarios. */
export interface RehearsedClient {
  readonly client: string
  readonly kind: RehearsalKind
  readonly pin: PinAnswer
  readonly accepts: readonly WronglyAccepted[]
  readonly cells: readonly RehearsedCell[]
}
