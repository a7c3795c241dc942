/** What the loop of a runner stands on: given, so that tests own time, chance and clients. */
import type { ClaimedRehearsal } from '@foreseen/facts'
import type { RehearsalProgress } from '../text/rehearsal-progress.ts'
import type { RunnerConfig } from './config.ts'
import type { Protocol } from './protocol.ts'

/** What a rehearsal came to: a report as JSON, or why there is none. */
export type Carried =
  | { readonly ok: true; readonly report: string; readonly sentences: readonly string[] }
  | { readonly ok: false; readonly reason: string }

export interface RunnerPorts {
  readonly config: RunnerConfig
  readonly protocol: Protocol
  readonly program: string
  /** Carries a rehearsal out on this machine. Never throws but for faults of ours. */
  readonly rehearse: (
    claimed: ClaimedRehearsal,
    signal: AbortSignal,
    onProgress: (progress: RehearsalProgress) => void,
  ) => Promise<Carried>
  /** One line of the log. */
  readonly say: (line: string) => void
  readonly wait: (ms: number) => Promise<void>
  /** Calls again and again until the answer is called. */
  readonly every: (ms: number, act: () => void) => () => void
  /** 0 to 1. */
  readonly random: () => number
  /** Registers what is done on Ctrl-C; the answer takes it back. */
  readonly onInterrupt: (act: () => Promise<void>) => () => void
}
