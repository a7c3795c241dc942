import type { TrustStore } from './scenario.ts'

/**
 * What was seen on the wire, in order. `connection` counts within a run; times are milliseconds since the run's
 * start. Nothing here depends on what a TLS library calls its errors.
 */
export type WireEvent =
  /** A TCP connection came, to the address and port that the client meant. */
  | {
      readonly kind: 'opened'
      readonly connection: number
      readonly atMs: number
      readonly address: string
      readonly port: number
    }
  /** Its first flight; `host` is the server name, or the only host under rehearsal when it names none. */
  | {
      readonly kind: 'hello'
      readonly connection: number
      readonly atMs: number
      readonly host: string
      /** Whether `host` is under rehearsal; others are answered and not judged. */
      readonly rehearsed: boolean
      readonly serverName: string
      readonly alpn: readonly string[]
      /** Highest TLS version offered, `TLSv1.3`. */
      readonly version: string
    }
  /** A STARTTLS dialogue got so far that TLS begins. */
  | {
      readonly kind: 'starttls'
      readonly connection: number
      readonly atMs: number
      readonly protocol: string
    }
  /** The handshake is complete on both sides. */
  | {
      readonly kind: 'secured'
      readonly connection: number
      readonly atMs: number
      readonly protocol: string
      readonly cipher: string
      readonly alpn: string
      readonly resumed: boolean
      /** SHA-256 of a certificate that the client sent, or ''. */
      readonly clientCertificate: string
    }
  /** The handshake did not complete; `alert` is the number that the client sent (RFC 8446 section 6), or `undefined`. */
  | {
      readonly kind: 'refused'
      readonly connection: number
      readonly atMs: number
      readonly alert: number | undefined
      /** One plain clause without control characters. */
      readonly detail: string
    }
  /** The first application byte; `bytes` is how many came with it. */
  | { readonly kind: 'data'; readonly connection: number; readonly atMs: number; readonly bytes: number }
  /** An HTTP request; the path is cut at 200 characters and has no query. */
  | {
      readonly kind: 'request'
      readonly connection: number
      readonly atMs: number
      readonly method: string
      readonly path: string
      readonly agent: string
    }
  /** A request without TLS: revocation lists, OCSP, missing intermediates, redirects. */
  | {
      readonly kind: 'plain'
      readonly connection: number
      readonly atMs: number
      readonly host: string
      readonly path: string
    }
  /** The connection broke after the handshake. */
  | {
      readonly kind: 'broke'
      readonly connection: number
      readonly atMs: number
      readonly alert: number | undefined
      readonly detail: string
    }
  /** The connection is closed; `bytes` is the application data that came over it in all. */
  | { readonly kind: 'closed'; readonly connection: number; readonly atMs: number; readonly bytes: number }

/** How a client's process ended. */
export type RunEnd =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  /** It was still running when the time allowed was over, and was ended. */
  | { readonly kind: 'timeout' }
  /** It wrote more than allowed and was ended. */
  | { readonly kind: 'flood' }
  /** It could not be started. */
  | { readonly kind: 'not-started'; readonly detail: string }

/** How the client's clock stood. `unmoved`: a move was asked for and the canary shows that it did not happen. */
export type ClockState =
  | { readonly kind: 'real' }
  | { readonly kind: 'moved'; readonly days: number; readonly by: 'faketime' | 'qemu' }
  /** The certificates' dates were moved the other way instead. */
  | { readonly kind: 'shifted'; readonly days: number }
  | { readonly kind: 'unmoved'; readonly days: number; readonly detail: string }

/** One run of one client against one scenario: only what was seen, nothing concluded. */
export interface RunRecord {
  readonly client: string
  readonly scenario: string
  readonly trust: TrustStore
  /** 0 for the first time, 1 for a repetition. */
  readonly attempt: number
  readonly end: RunEnd
  /** Wall time of the process, ms. */
  readonly durationMs: number
  /** The end of what it printed, control characters removed, at most 2,000 characters. */
  readonly output: string
  readonly outputBytes: number
  readonly events: readonly WireEvent[]
  /** Names that it asked of the name server, in order, each once. */
  readonly namesAsked: readonly string[]
  /** Processes that it left behind, which were ended. */
  readonly strays: number
  readonly clock: ClockState
  /** Whether the user's own predicate held; `undefined` when there is none. */
  readonly predicate: boolean | undefined
  /** Why the connections cannot be told from those of other runs, or ''; such a run is made again, alone. */
  readonly mixed: string
}

/** `connects` and `refuses` are certain; `unsure` has a reason; `not-run` was left out, with a reason. */
export const verdictKinds = ['connects', 'refuses', 'unsure', 'not-run'] as const

export type VerdictKind = (typeof verdictKinds)[number]

/** Why a verdict is what it is; the words of `docs/rehearse.md`. */
export const verdictReasons = [
  /* connects */
  'predicate',
  'request',
  'data',
  'greeted',
  /* refuses */
  'alert',
  'handshake-closed',
  'closed-after-handshake',
  'exit-code',
  'cannot-speak',
  /* unsure */
  'idle',
  'not-reached',
  'other-hosts',
  'mixed',
  'flaky',
  'hung',
  'flood',
  'died',
  'needs-terminal',
  'no-command',
  'baseline-refuses',
  'baseline-unsure',
  'clock-unmoved',
  'stand-in-pinned',
  /* not run */
  'not-asked',
  'stopped-early',
  'no-sandbox',
  'not-rehearsable',
] as const

export type VerdictReason = (typeof verdictReasons)[number]

/** What a run comes to, with the evidence that it rests on. */
export interface Verdict {
  readonly kind: VerdictKind
  readonly reason: VerdictReason
  /** One clause for people: "refused in the handshake with alert 48 (unknown_ca)". */
  readonly evidence: string
}

/** The kind of pin that the whole set of verdicts shows (`docs/rehearse.md`, pin kinds). */
export const pinKinds = [
  'none',
  'certificate',
  'leaf-key',
  'intermediate',
  'root',
  'stale-trust',
  'unknown',
] as const

export type PinKind = (typeof pinKinds)[number]

/** What a client accepts that it must refuse. */
export const wronglyAccepted = ['expired', 'not-yet-valid', 'wrong-host', 'untrusted'] as const

export type WronglyAccepted = (typeof wronglyAccepted)[number]

/** What decides instead of the wire when the user says so; all that are given must hold. */
export interface Predicate {
  /** JavaScript regular expression over the whole output, or ''. */
  readonly output: string
  readonly exitCode: number | undefined
  /** A file that must exist after the run, relative to the run's HOME or absolute; or ''. */
  readonly file: string
  /** An HTTP path that must have been asked for, or ''. */
  readonly path: string
}
