import type { RunRecord, TrustStore, WireEvent } from '@foreseen/facts'
import type { Guarantees, RehearsedHost, StagedChain } from './contract.ts'

/** Chain and key for one handshake, PEM; in memory only. */
export interface Credentials {
  readonly chainPem: string
  readonly keyPem: string
}

/** What a server answers without TLS: revocation lists, OCSP responses, certificates of issuers. */
export interface PlainAnswer {
  readonly status: number
  readonly type: string
  readonly body: Uint8Array
}

/** The certificates and keys of a rehearsal. Keys live in the memory of the process that opened it. */
export interface Cast {
  readonly chains: readonly StagedChain[]
  /**
   * What to present for a server name in a scenario, dates moved by `-shiftDays`. Names that are not under
   * rehearsal get a leaf of an authority of their own, which every trust store but `host` holds.
   */
  credentials(request: {
    readonly scenario: string
    readonly serverName: string
    readonly shiftDays: number
  }): Promise<Credentials>
  /** DER of the roots that a trust store holds; empty for `host`, which is left as it is. */
  roots(store: TrustStore): readonly Uint8Array[]
  /** Answers to the addresses that the certificates name (OCSP, CRL, caIssuers); `undefined` for any other. */
  answer(host: string, method: string, path: string, body: Uint8Array): Promise<PlainAnswer | undefined>
  /**
   * What a client's arguments may name in double braces, so that pins that come from configuration take the
   * stand-ins: `leaf-sha256` (hex), `leaf-spki`, `intermediate-spki`, `root-spki` (base64).
   */
  readonly values: Readonly<Record<string, string>>
  /** The same for files: `leaf.pem`, `intermediate.pem`, `root.pem`, `chain.pem` -> PEM text. */
  readonly files: Readonly<Record<string, string>>
}

/** A run as the stage sees it. */
export interface StagedRun {
  /** The run's own address, `127.1.x.y`: connections to it are its own. */
  readonly address: string
  readonly scenario: string
  readonly shiftDays: number
  readonly emit: (event: WireEvent) => void
}

/** What the stage knows about a run when it is over. */
export interface StagedRunEnd {
  readonly namesAsked: readonly string[]
  /** Why connections cannot be told from those of other runs, or ''. */
  readonly mixed: string
}

/** One listener for all runs, and what stands around it. */
export interface Stage {
  /** Makes the run's address answer; its name server too. With `proxy`, the port of the run's own CONNECT proxy. */
  admit(run: StagedRun): Promise<{ readonly proxyPort: number | undefined }>
  /** Ends the run's connections, once they had the time to be closed by the client. */
  dismiss(address: string): Promise<StagedRunEnd>
  close(): Promise<void>
}

export interface StageOptions {
  readonly cast: Cast
  readonly hosts: readonly RehearsedHost[]
  readonly answersDir: string
  /**
   * `network`: it owns all addresses, listens on the hosts' ports and on 80, and serves DNS on each run's
   * address. `loopback`: it listens on the run's address at the hosts' ports where it may. `proxy`: it listens
   * on free ports of 127.0.0.1 and is reached by CONNECT only.
   */
  readonly reach: 'network' | 'loopback' | 'proxy'
  /** Monotonic milliseconds, for `atMs`. */
  readonly clock: () => number
}

/** One of the trust locations of this machine. */
export interface TrustTarget {
  readonly path: string
  readonly kind: 'hash-dir' | 'pem-file' | 'jks-file' | 'extracted-dir'
}

/** A trust store on disk, ready to be bound over each target. */
export interface TrustFiles {
  /** Folder with `ca-certificates.crt`, single certificates and their hash links, and `java/cacerts`. */
  readonly dir: string
  readonly pem: string
  readonly jks: string
  /** RHEL's `extracted` layout. */
  readonly extracted: string
  /** Folder to become `$HOME/.pki/nssdb`, or '' where certutil is missing. */
  readonly nssdb: string
}

/** What a sandbox process answers to a request, one JSON object a line. */
export type InnerMessage =
  | { readonly kind: 'ready'; readonly chains: readonly StagedChain[]; readonly guarantees: Guarantees }
  | {
      readonly kind: 'record'
      readonly id: number
      readonly record: RunRecord
      /** All chains made so far; slow keys come later than `ready`. */
      readonly chains: readonly StagedChain[]
      /** As far as is known by now: a client's own folder may hold a gap. */
      readonly guarantees: Guarantees
    }
  | {
      readonly kind: 'failed'
      readonly id: number | undefined
      readonly code: string
      readonly detail: string
    }
