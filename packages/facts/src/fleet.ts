import type { Predicate } from './rehearsal.ts'

/** Schema name and version of a fleet written as YAML or JSON. */
export const fleetSchema = 'foreseen.fleet/1'

/** One release of a fleet and how to run it. */
export interface FleetRelease {
  /** Unique within the fleet: `joost 0.9.1`. */
  readonly name: string
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Share or number of installs; only proportions count. */
  readonly weight: number
  /** A supported release must survive what the plan requires; others are rehearsed and reported. */
  readonly supported: boolean
  /** Scenario ids whose refusal somebody has accepted for this release, with the reason said. */
  readonly accepted: readonly { readonly scenario: string; readonly reason: string }[]
  /** File or folder that ships, to be searched so that forecast and rehearsal can be compared; '' for none. */
  readonly path: string
  readonly homeTemplate: string
  readonly firstVisit: string
  readonly predicate: Predicate | undefined
  /** A browser or a JVM: counts as a whole core when runs are made side by side. */
  readonly heavy: boolean
  readonly timeoutMs: number
}

/** Releases, the hosts they connect to, and the scenarios that each supported one must survive. */
export interface Fleet {
  readonly hosts: readonly string[]
  readonly releases: readonly FleetRelease[]
  readonly requires: readonly string[]
}
