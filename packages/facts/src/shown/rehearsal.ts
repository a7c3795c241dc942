import type { RehearsalKind, RehearsedClient } from '../rehearsed.ts'
import type { ScenarioKind } from '../scenario.ts'
import type { ShownName } from './page.ts'

/** What is rehearsed: never a command, only names that a runner's owner gave to commands. */
export interface ShownRehearsalPlan {
  readonly id: string
  readonly name: string
  readonly created: string
  readonly hosts: readonly string[]
  /** Names of clients, as the runner's configuration has them. */
  readonly clients: readonly { readonly name: string; readonly release: ShownName | null }[]
  /** Ids of scenarios; empty: all that apply. */
  readonly scenarios: readonly string[]
  readonly kind: RehearsalKind
  /** Endpoint whose present chain is rehearsed from; `null` when the runner's files say. */
  readonly endpoint: ShownName | null
  readonly lastRun: ShownRun | null
}

export interface ShownRun {
  readonly id: string
  readonly plan: ShownName
  readonly kind: RehearsalKind
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  /** Machine that ran it; ''. */
  readonly runner: string
  readonly program: string
  readonly created: string
  readonly started: string | null
  readonly ended: string | null
  /** 0 to 1 while it runs. */
  readonly share: number
  /** What is being done, or why it failed; ''. */
  readonly text: string
}

/** A scenario as a run presented it: a column of the matrix. */
export interface ShownScenario {
  readonly id: string
  readonly title: string
  readonly kind: ScenarioKind
  /** One sentence. */
  readonly about: string
}

/** A run with its matrix and the evidence of each cell. */
export interface ShownRunWhole extends ShownRun {
  /** `host:port` each. */
  readonly hosts: readonly string[]
  /** In the order in which they were presented. */
  readonly scenarios: readonly ShownScenario[]
  /** How clients were kept apart, and what that did not promise; `null` before there is anything. */
  readonly sandbox: {
    readonly method: string
    readonly noPacketLeaves: boolean
    readonly gaps: readonly string[]
  } | null
  readonly clients: readonly { readonly rehearsed: RehearsedClient; readonly release: ShownName | null }[]
  /** The answer: one sentence for each client. */
  readonly sentences: readonly string[]
}

/** What became of a report that was pushed: one run for each kind of rehearsal in it. */
export interface PushedRehearsal {
  readonly run: string
  readonly runs: readonly string[]
  /** `false` when all of it was there already. */
  readonly changed: boolean
}

/** A machine that takes rehearsals, as it last said of itself. */
export interface ShownRunner {
  readonly name: string
  readonly lastSeen: string
  readonly program: string
  /** Names of the clients that its owner configured. */
  readonly clients: readonly string[]
}

/** A rehearsal handed to a runner. */
export interface ClaimedRehearsal {
  readonly run: string
  readonly kind: RehearsalKind
  readonly plan: ShownName
  readonly hosts: readonly string[]
  readonly clients: readonly { readonly name: string; readonly release: string | null }[]
  readonly scenarios: readonly string[]
  /** PEM of the chain that is served now, leaf first; '' when the runner's files say. */
  readonly currentChainPem: string
  /** Number of the attempt: whoever lost the lease is refused. */
  readonly attempt: number
  readonly leaseSeconds: number
}
