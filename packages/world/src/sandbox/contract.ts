import type { Predicate, RunRecord, Scenario, StarttlsProtocol, TrustStore } from '@foreseen/facts'

/**
 * How a client is kept apart, strongest first (`docs/rehearse.md`, sandboxes): namespaces as root, in a user
 * namespace, through `sudo -n`, by bubblewrap, by proot, or only by proxy variables.
 */
export type SandboxMethod = 'root' | 'user' | 'sudo' | 'bwrap' | 'proot' | 'proxy'

/** A host under rehearsal: a name or a literal address, its port, and how TLS begins there. */
export interface RehearsedHost {
  readonly host: string
  readonly port: number
  readonly starttls: StarttlsProtocol | 'none'
  /** Application protocols that the real server offers, in its order; `['http/1.1']` when nobody looked. */
  readonly alpn: readonly string[]
  /** Whether the server asks for a client certificate. */
  readonly asksClientCertificate: boolean
}

/** Files of the operator. Keys are read inside the sandbox, held in memory, and never written or sent. */
export interface Materials {
  /** PEM chain that is served today, and its key; '' when unknown. */
  readonly currentChainPath: string
  readonly currentKeyPath: string
  /** PEM chain that is to be served next, and its key; '' for a what-if rehearsal. */
  readonly nextChainPath: string
  readonly nextKeyPath: string
  /**
   * Folder of a private CA whose keys the operator holds: `root.pem`, `root.key`, optionally `intermediate.pem`,
   * `intermediate.key`. It then plays the old root itself, so that pins on it are rehearsed as they are. '' for none.
   */
  readonly authorityDir: string
}

/** Everything that holds for all runs of one sandbox. */
export interface SandboxOptions {
  readonly method: SandboxMethod
  readonly hosts: readonly RehearsedHost[]
  readonly scenarios: readonly Scenario[]
  readonly materials: Materials
  /** Folder whose files answer requests; '' for `200 {}` to each. */
  readonly answersDir: string
  /** Leave the environment as it is instead of scrubbing it. */
  readonly keepEnvironment: boolean
  /** The moment of the rehearsal, ms since the epoch. */
  readonly nowMs: number
}

/** A client: what to run, unmodified. */
export interface Client {
  /** Unique within a rehearsal: the release's name, or the command's. */
  readonly id: string
  readonly argv: readonly string[]
  readonly cwd: string
  /** Variables set on top of the scrubbed environment. */
  readonly env: Readonly<Record<string, string>>
  /** Folder copied into each run's HOME; '' for an empty one. */
  readonly homeTemplate: string
  /** Shell command run once against the baseline; what it leaves in HOME is each run's start (TOFU, HSTS). '' for none. */
  readonly firstVisit: string
  readonly timeoutMs: number
  readonly outputLimitBytes: number
}

export interface RunRequest {
  readonly client: Client
  /** A scenario's id; `staged` is the real next chain, `baseline` what is served today. */
  readonly scenario: string
  readonly trust: TrustStore
  readonly attempt: number
  readonly predicate: Predicate | undefined
  /** Run while no other run is under way. */
  readonly alone: boolean
}

/** What a sandbox promises; printed with every report. */
export interface Guarantees {
  readonly noPacketLeaves: boolean
  /** How the client's trust is replaced. */
  readonly trust: 'mounts' | 'environment'
  /** Whether fixed addresses in the client reach the stage too. */
  readonly allAddresses: boolean
  /** Whether writes of the client outside its HOME vanish after the run. */
  readonly writesVanish: boolean
  /** Variables removed from the client's environment, by name. */
  readonly scrubbed: readonly string[]
  /** What the machine lacks that weakens this rehearsal, one sentence each. */
  readonly gaps: readonly string[]
}

/** What the stage made for a rehearsal: public facts only. */
export interface StagedChain {
  readonly scenario: string
  /** SHA-256 of each certificate as sent, lower-case hex. */
  readonly sha256: readonly string[]
  /** SHA-256 of the leaf's SubjectPublicKeyInfo. */
  readonly leafSpkiSha256: string
}

/** A place where clients meet the stage. `close` ends everything it started and leaves nothing behind. */
export interface Sandbox {
  readonly method: SandboxMethod
  readonly guarantees: Guarantees
  readonly chains: readonly StagedChain[]
  run(request: RunRequest): Promise<RunRecord>
  close(): Promise<void>
}
