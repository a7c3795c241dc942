import type {
  Approval,
  ApprovalDemand,
  Fleet,
  PromotionDecision,
  PromotionOutcome,
  PromotionRule,
  RehearsedClient,
  StandingRelease,
} from '@foreseen/facts'
import { nextActionOf, sentencesOf } from './promotion-words.ts'
import { shareOf, standing, standingsOf } from './standing.ts'

/** Everything that a decision rests on. */
export interface PromotionFacts {
  /** What the certificate is for, as people call it. */
  readonly host: string
  readonly fleet: Fleet
  /** Rehearsed clients; of kind `real` they decide, of kind `what-if` they are told beside the decision. */
  readonly clients: readonly RehearsedClient[]
  readonly staged: {
    readonly chainSha256: string
    readonly notBeforeMs: number
    readonly notAfterMs: number
  }
  /** When the certificate that is served today ends; `undefined` when nobody knows or nothing is served. */
  readonly currentEndMs: number | undefined
  readonly nowMs: number
  /** Within so many days of its end the current certificate counts as one that breaks connections too. */
  readonly withinDays: number
  /** Refusals below this share of all weights are lived with; 0 tolerates none. */
  readonly tolerated: number
  readonly demand: ApprovalDemand
  readonly approval: Approval | undefined
}

/** How near the current certificate is to its end. */
export type Urgency = 'ended' | 'soon' | 'later' | 'unknown'

const dayMs = 86_400_000

/** The standing of the fleet, and what follows from numbers alone. */
export interface Weighed {
  readonly standings: readonly StandingRelease[]
  readonly urgency: Urgency
  /** The refusals of supported releases that are neither accepted nor below the tolerated share. */
  readonly red: readonly StandingRelease[]
  /** The same for what is unknown: in the worst case each of them refuses. */
  readonly dark: readonly StandingRelease[]
  /** What refuses or is unknown and is lived with. */
  readonly tolerated: readonly StandingRelease[]
  readonly accepted: readonly StandingRelease[]
}

function urgencyOf({ currentEndMs, nowMs, withinDays }: PromotionFacts): Urgency {
  if (currentEndMs === undefined || Number.isNaN(currentEndMs)) return 'unknown'
  if (currentEndMs <= nowMs) return 'ended'
  return currentEndMs - nowMs < withinDays * dayMs ? 'soon' : 'later'
}

function weigh(facts: PromotionFacts): Weighed {
  const standings = standingsOf(facts.fleet, facts.clients)
  const refuses = standing(standings, 'refuses')
  const unknown = standing(standings, 'unknown')
  const redTolerated = shareOf(refuses) < facts.tolerated
  const darkTolerated = shareOf([...refuses, ...unknown]) < facts.tolerated
  return {
    standings,
    urgency: urgencyOf(facts),
    red: redTolerated ? [] : refuses,
    dark: darkTolerated ? [] : unknown,
    tolerated: [...(redTolerated ? refuses : []), ...(darkTolerated ? unknown : [])],
    accepted: standing(standings, 'accepted'),
  }
}

/** What was decided, before it is put into words. */
interface Ruling {
  readonly outcome: PromotionOutcome
  readonly rule: PromotionRule
}

const promote = (rule: PromotionRule): Ruling => ({ outcome: 'promote', rule })

function approvalFor(facts: PromotionFacts, kind: 'named' | 'any'): boolean {
  const { approval, staged } = facts
  if (approval === undefined || approval.chainSha256 !== staged.chainSha256) return false
  return kind === 'any' || approval.named
}

function ruleOn(facts: PromotionFacts, weighed: Weighed): Ruling {
  const { nowMs, staged, fleet, demand } = facts
  // Nobody can approve dates: every client that looks at them refuses.
  const dated = staged.notBeforeMs <= nowMs && nowMs < staged.notAfterMs
  if (!dated) return { outcome: 'refuse', rule: 'staged-dates' }
  const urgent = weighed.urgency === 'ended' || weighed.urgency === 'soon'
  const named = approvalFor(facts, 'named')
  if (weighed.red.length > 0) {
    return named ? promote('approved') : { outcome: 'refuse', rule: urgent ? 'both-break' : 'refused' }
  }
  if (!fleet.releases.some(({ supported }) => supported)) {
    return named ? promote('approved') : { outcome: 'inconclusive', rule: 'nothing-rehearsed' }
  }
  if (weighed.dark.length > 0) {
    return named ? promote('approved') : { outcome: 'inconclusive', rule: 'unknown' }
  }
  const soft = weighed.accepted.length + weighed.tolerated.length > 0
  if (demand === 'always' || (demand === 'refusals' && soft)) {
    if (approvalFor(facts, 'any')) return promote('approved')
    // Waiting would now cause what the gate is there to prevent.
    return urgent ? promote('fail-safe') : { outcome: 'wait', rule: 'approval-wanted' }
  }
  if (weighed.tolerated.length > 0) return promote('tolerated')
  return promote(soft ? 'accepted' : 'all-connect')
}

/**
 * Whether a staged chain goes live: the table of `docs/gate.md`. It never promotes what a supported release
 * refuses unless the refusal is accepted, below the tolerated share, or approved by somebody who typed the
 * chain's fingerprint.
 */
export function decidePromotion(facts: PromotionFacts): PromotionDecision {
  const weighed = weigh(facts)
  const ruling = ruleOn(facts, weighed)
  const share = (kind: StandingRelease['standing']): number => shareOf(standing(weighed.standings, kind))
  return {
    ...ruling,
    sentences: sentencesOf(facts, weighed, ruling.rule),
    next: nextActionOf(facts, weighed, ruling.rule),
    standings: weighed.standings,
    shares: {
      connects: share('connects'),
      refuses: share('refuses'),
      unknown: share('unknown'),
      accepted: share('accepted'),
      unsupported: share('unsupported'),
    },
    approvedBy: ruling.rule === 'approved' ? (facts.approval?.by ?? '') : '',
  }
}
