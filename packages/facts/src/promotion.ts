/** Schema name and version of one line of the log of decisions in a live folder (`docs/gate.md`). */
export const decisionSchema = 'foreseen.decision/1'

/** Schema name and version of what `foreseen gate --json` prints. */
export const promotionSchema = 'foreseen.promotion/1'

/** What becomes of a staged chain: it goes live, it does not, a person is asked, or nobody can tell. */
export type PromotionOutcome = 'promote' | 'refuse' | 'wait' | 'inconclusive'

/**
 * The rule that decided (`docs/gate.md`, the table). `both-break` refuses like `refused`, and says that leaving
 * the current certificate where it is breaks connections too.
 */
export type PromotionRule =
  | 'all-connect'
  | 'accepted'
  | 'tolerated'
  | 'fail-safe'
  | 'approved'
  | 'refused'
  | 'both-break'
  | 'staged-dates'
  | 'approval-wanted'
  | 'unknown'
  | 'nothing-rehearsed'

/**
 * How one release stands to the staged chain. `accepted`: it refuses or is unknown, and somebody lives with
 * that; `unsupported`: the same, and nobody promised it anything.
 */
export type ReleaseStanding = 'connects' | 'refuses' | 'unknown' | 'accepted' | 'unsupported'

/** One release of the fleet with what was measured. */
export interface StandingRelease {
  readonly release: string
  readonly standing: ReleaseStanding
  /** Its weight by the sum of all weights, 0 to 1. */
  readonly share: number
  /** One clause: what was seen, or why nothing was. */
  readonly evidence: string
  /** Who accepted the risk and why, as the fleet says; '' otherwise. */
  readonly reason: string
}

/** When a decision waits for a person: never, when a release does not connect, or always. */
export type ApprovalDemand = 'never' | 'refusals' | 'always'

/** A person's word for one chain. */
export interface Approval {
  readonly by: string
  /** SHA-256 over the digests of the chain (`chainSha256` of an observation), lower-case hex, whole. */
  readonly chainSha256: string
  /**
   * Whether the person typed the chain's fingerprint. Only then does the word carry a chain that supported
   * releases refuse: a name alone may stand in a script and would bless any chain.
   */
  readonly named: boolean
  readonly atMs: number
}

/** What is decided about a staged chain, and why. */
export interface PromotionDecision {
  readonly outcome: PromotionOutcome
  readonly rule: PromotionRule
  /** For people; the first is the answer. */
  readonly sentences: readonly string[]
  /** The one next action; '' when there is none. */
  readonly next: string
  readonly standings: readonly StandingRelease[]
  /** Share of all weights by standing, 0 to 1. */
  readonly shares: Readonly<Record<ReleaseStanding, number>>
  /** Who approved, when that is what decided; '' otherwise. */
  readonly approvedBy: string
}

/** One thing that happened in a live folder, as a line of its log. No key material, ever. */
export interface LoggedDecision {
  readonly schema: typeof decisionSchema
  /** ISO 8601 UTC. */
  readonly at: string
  readonly what: 'decided' | 'approved' | 'switched' | 'deployed' | 'deploy-failed' | 'returned' | 'verified'
  readonly chainSha256: string
  /** The generation concerned; 0 for none. */
  readonly generation: number
  /** Who, for an approval; '' otherwise. */
  readonly by: string
  /** For an approval: whether the fingerprint was typed. */
  readonly named: boolean
  /** One sentence. */
  readonly detail: string
}

/** What the addresses of an endpoint serve after a promotion. */
export interface ServingPlace {
  readonly endpoint: string
  readonly address: string
  /** `other`: another chain, of which `detail` says which; `unseen`: it could not be looked at. */
  readonly serves: 'staged' | 'other' | 'unseen'
  readonly detail: string
}

/** Whether the promoted chain is what is served: everywhere, at some addresses only, nowhere, or unknown. */
export interface Serving {
  readonly state: 'everywhere' | 'partial' | 'nowhere' | 'unseen'
  readonly sentence: string
  readonly places: readonly ServingPlace[]
}
