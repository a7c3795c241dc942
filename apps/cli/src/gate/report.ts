import type { PromotionDecision, Serving } from '@foreseen/facts'
import type { Staged } from './staged.ts'

/** What became of a run of the gate. `unchanged`: the staged chain and key were live already. */
export type GateOutcome =
  | 'promoted'
  | 'unchanged'
  | 'refused'
  | 'waiting'
  | 'inconclusive'
  | 'returned'
  | 'back'
  | 'recorded'

/** What was done to the live folder and by the deploy command. */
export interface Deployment {
  /** 0 without a live folder. */
  readonly generation: number
  /** The generation that is live now; 0 for none. */
  readonly live: number
  /** The generation that `--back` would return to; 0 for none. */
  readonly previous: number
  readonly ranCommand: boolean
  /** One of `gateCodes` when the deploy command failed; '' otherwise. */
  readonly code: string
  readonly detail: string
  /** What became of the deploy command with the previous generation; '' when it was not run or succeeded. */
  readonly againDetail: string
}

/** Everything that a run of the gate came to. */
export interface GateReport {
  readonly outcome: GateOutcome
  /** What it is about, as people call it. */
  readonly host: string
  readonly atMs: number
  readonly staged: Staged | undefined
  /** When the certificate served before ends; `undefined` when nobody knows. */
  readonly currentEndMs: number | undefined
  readonly decision: PromotionDecision | undefined
  readonly deployment: Deployment | undefined
  /** `undefined` when nobody looked. */
  readonly serving: Serving | undefined
  /** What else a person should know, one sentence each. */
  readonly notes: readonly string[]
  /** What was rehearsed, how, and what the sandbox promises; empty when nothing was. */
  readonly done: readonly string[]
}

/** 0 done, 10 refused, 11 waiting, 12 inconclusive (`docs/gate.md`). */
export function gateExit({ outcome, serving }: Pick<GateReport, 'outcome' | 'serving'>): 0 | 10 | 11 | 12 {
  switch (outcome) {
    case 'refused':
    case 'returned':
      return 10
    case 'waiting':
      return 11
    case 'inconclusive':
      return 12
    default:
      // Live here and not seen everywhere: whoever started this must not take it for done.
      return serving === undefined || serving.state === 'everywhere' ? 0 : 12
  }
}
