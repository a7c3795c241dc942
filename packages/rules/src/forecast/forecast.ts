import type { Breakage, Evidence, EvidenceLevel, Observation, Outcome } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import { heldOf } from './evidence.ts'
import { measuresFor } from './measures.ts'
import type { RenewalPlan } from './plan.ts'
import { remarksOf } from './remarks.ts'
import {
  sentenceOfBreak,
  sentenceOfDoubt,
  sentenceOfFailure,
  sentenceOfSurvival,
  type Told,
} from './sentence.ts'
import { outcomeOfUnobserved } from './unobserved.ts'
import { type Case, judge, type ReleaseFacts, type Verdict } from './verdict.ts'
import { authoritiesOf, viewEndpoint } from './view.ts'
import { endpointTitle } from './words.ts'

/** What was observed at one endpoint; a chain from a file beside one from the network is the next chain. */
export interface EndpointFacts {
  /** `host:port`. */
  readonly endpoint: string
  readonly observations: readonly Observation[]
}

export interface ForecastInput {
  readonly releases: readonly ReleaseFacts[]
  readonly endpoints: readonly EndpointFacts[]
  readonly plan: RenewalPlan
  readonly nowMs: number
  /** End of the time that is looked at, milliseconds since the epoch. */
  readonly horizonMs: number
  readonly crypto: Crypto
}

/** Ladder of lifecycle.md 5.3, less what could not be looked into. */
function levelOf(subject: Case, verdict: Verdict, outcome: Outcome): EvidenceLevel {
  const { facts, view, plan } = subject
  const { holdings, pinSets, deciding, today } = verdict
  const concerned = verdict.readings.length > 0 || pinSets.length > 0
  if (outcome === 'may-break') return 'possible'
  if (outcome === 'breaks') {
    const exactPins = holdings.pins.some(held => held.hostMatched && held.scope !== 'unknown')
    const known = exactPins || facts.verifiers !== undefined
    const dated = view.next !== undefined || (plan.keyPolicy !== undefined && known)
    return today === 'breaks'
      ? known
        ? 'derived'
        : 'likely'
      : dated || (deciding?.event === 'E25' && known)
        ? 'derived'
        : 'likely'
  }
  if (!concerned) return 'watch'
  const firm = view.next !== undefined ? 'derived' : 'likely'
  const doubtful =
    facts.unseen.length > 0 ||
    verdict.live.length < verdict.readings.length ||
    facts.inventory.others.some(other => other.kind === 'sealed')
  return doubtful ? 'possible' : firm
}

function nextActionOf(subject: Case, verdict: Verdict, outcome: Outcome, level: EvidenceLevel): string {
  const { facts, view } = subject
  const unresolved = verdict.pinSets.flatMap(set => set.unresolved)[0]
  if (outcome !== 'survives' && unresolved !== undefined) {
    return `Find out what ${unresolved.pin.digestAlgorithm} ${unresolved.pin.digest.slice(0, 16)}... is the digest of, and name its certificate or key.`
  }
  if (outcome === 'survives' && facts.unseen.length > 0) {
    return `Look into ${facts.unseen[0]?.path ?? 'what was not seen'}: ${facts.unseen[0]?.detail ?? ''}`
  }
  if (level === 'watch')
    return `Rehearse ${facts.release.name} against ${view.endpoint} with another certificate.`
  if (view.next === undefined)
    return 'Give the next chain with --served FILE, or say with --plan what changes at the renewal.'
  return `Rehearse ${facts.release.name} against the next chain.`
}

function overallOf(verdict: Verdict, isEnded: boolean): Outcome {
  if (verdict.today === 'breaks' || isEnded) return 'breaks'
  const event = verdict.deciding
  const coming: Outcome = event === undefined || event.beyondHorizon ? 'survives' : event.outcome
  return verdict.today === 'may-break' && coming === 'survives' ? 'may-break' : coming
}

function sentenceOf(told: Told, verdict: Verdict, isEnded: boolean, fixtures: readonly Evidence[]): string {
  if (verdict.today === 'breaks' || isEnded) return sentenceOfFailure(told, verdict)
  if (verdict.deciding !== undefined && verdict.today === 'survives')
    return sentenceOfBreak(told, verdict.deciding, verdict)
  if (verdict.today === 'may-break' && verdict.deciding?.outcome !== 'breaks')
    return sentenceOfDoubt(told, verdict)
  if (verdict.deciding !== undefined) return sentenceOfBreak(told, verdict.deciding, verdict)
  return sentenceOfSurvival(told, fixtures.length)
}

function tell(subject: Case, verdict: Verdict): Breakage {
  const { facts, view, times } = subject
  const { notBeforeMs, notAfterMs } = verdict.chain.leaf.certificate
  const comparesOnly = verdict.live.some(({ reading }) => reading.id !== 'anchors' && reading.id !== 'bundle')
  // An ended certificate stops everyone who looks at dates; who only compares bytes does not.
  const isEnded = (notAfterMs < times.nowMs || notBeforeMs > times.nowMs) && !comparesOnly
  const held = heldOf(verdict.holdings)
  const outcome = overallOf(verdict, isEnded)
  const failsNow = outcome === 'breaks' && (verdict.today === 'breaks' || isEnded)
  const told = {
    release: facts.release,
    endpoint: endpointTitle(view),
    outcome,
    held,
    nowMs: times.nowMs,
    horizonMs: times.horizonMs,
    unseen: facts.unseen.length,
  }
  const { fixtures } = verdict.holdings
  const level = levelOf(subject, verdict, outcome)
  const now = {
    earliestMs: times.nowMs,
    expectedMs: times.nowMs,
    latestMs: times.nowMs,
    basis: 'certificate',
  } as const
  return {
    release: facts.release,
    endpoint: view.endpoint,
    outcome,
    level,
    failsNow,
    days: failsNow ? now : verdict.days,
    events: verdict.events,
    evidence: [...held.flatMap(each => each.evidence), ...fixtures],
    sentence: sentenceOf(told, verdict, isEnded, fixtures),
    assumptions: verdict.assumptions,
    remarks: remarksOf(subject, verdict),
    nextAction: nextActionOf(subject, verdict, outcome, level),
    measures:
      verdict.deciding === undefined || outcome === 'survives' ? [] : measuresFor(held, verdict.deciding),
  }
}

/**
 * What happens to each release at each endpoint when its certificate changes: three-valued, dated, with
 * evidence down to file and offset. Releases in the order given, endpoints within.
 */
export function forecast(input: ForecastInput): Breakage[] {
  const { releases, endpoints, plan, nowMs, horizonMs, crypto } = input
  const known = releases.flatMap(({ inventory }) => authoritiesOf(inventory))
  const views = endpoints.map(({ endpoint, observations }) =>
    viewEndpoint(endpoint, observations, known, crypto),
  )
  return releases.flatMap(facts =>
    views.map(view => {
      const subject = { facts, view, plan, times: { nowMs, horizonMs }, crypto }
      const verdict = judge(subject)
      return verdict === undefined ? outcomeOfUnobserved(subject) : tell(subject, verdict)
    }),
  )
}
