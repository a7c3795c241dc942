import type { Finding } from './finding.ts'

/** What a release is: a path that ships, under a name. */
export interface Release {
  readonly name: string
  readonly path: string
}

/** What a found object is to an endpoint's chain. */
export type Role =
  | 'leaf'
  | 'leaf-key'
  | 'intermediate'
  | 'intermediate-key'
  | 'root'
  | 'root-key'
  | 'next-leaf'
  | 'next-intermediate'
  | 'next-root'
  | 'former-leaf'
  | 'unrelated'

/** Renewal events of the truth table (`docs/forecast.md`, events). */
export type RenewalEvent = 'E1' | 'E2' | 'E3' | 'E4' | 'E5' | 'E6' | 'E10' | 'E14' | 'E24' | 'E25'

/** Three-valued: on every plausible verifier, on some, on none. */
export type Outcome = 'breaks' | 'may-break' | 'survives'

/** The evidence ladder (`docs/forecast.md`, levels of evidence). */
export type EvidenceLevel = 'proven' | 'derived' | 'likely' | 'possible' | 'watch' | 'cleared'

/** How a day is known: printed in a certificate, announced as a policy, or assumed. */
export type DayBasis = 'certificate' | 'plan' | 'assumption'

/** Earliest, expected and latest day, milliseconds since the epoch; `undefined` where nothing bounds it. */
export interface BreakDays {
  readonly earliestMs: number | undefined
  readonly expectedMs: number | undefined
  readonly latestMs: number | undefined
  readonly basis: DayBasis
}

/** One line of evidence: a hardwired object, where it stands and what it is to the endpoint. */
export interface Evidence {
  readonly finding: Finding
  readonly role: Role
  /** Subject or digest, for people. */
  readonly object: string
}

/** How the certificate is expected to change; the default is a new key under the same issuer. */
export type KeyPolicy = 'same-key' | 'new-key' | 'new-intermediate' | 'new-root'

/** What one event of the table does to a release at an endpoint. */
export interface EventOutcome {
  readonly event: RenewalEvent
  readonly outcome: Outcome
  /** One clause: which object, which rule. */
  readonly reason: string
  /** The day on which it happens or is expected, where one is known. */
  readonly atMs?: number
  /** Whether plan or certificates say that it comes, as opposed to what would happen if it came. */
  readonly expected: boolean
  readonly beyondHorizon: boolean
}

/** What happens to one release at one endpoint, on which day, and why. */
export interface Breakage {
  readonly release: Release
  /** `host:port`. */
  readonly endpoint: string
  readonly outcome: Outcome
  readonly level: EvidenceLevel
  /** It does not connect to what is served today. */
  readonly failsNow: boolean
  readonly days: BreakDays
  /** Outcome for each event of the table. */
  readonly events: readonly EventOutcome[]
  readonly evidence: readonly Evidence[]
  /** The verdict as a sentence with subject, date and reason. */
  readonly sentence: string
  /** What was taken for granted: key policy, renewal lead, notice; one sentence each. */
  readonly assumptions: readonly string[]
  /** Things said beside the verdict: pins that stop protecting, backups that run out. */
  readonly remarks: readonly string[]
  /** The one action that would raise the level of evidence, or '' when it is proven. */
  readonly nextAction: string
  /** Cheapest measure first (`docs/forecast.md`, measures). */
  readonly measures: readonly string[]
}
