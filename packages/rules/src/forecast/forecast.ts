import type { Breakage, Evidence, EvidenceLevel, Observation } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import { authoritiesOf, indexAuthorities } from './authorities.ts'
import type { Case, ReleaseFacts } from './case.ts'
import { heldOf } from './evidence.ts'
import { levelOf } from './level.ts'
import { measuresFor } from './measures.ts'
import type { RenewalPlan } from './plan.ts'
import { remarksOf } from './remarks.ts'
import { sentenceOf, type Told } from './sentence.ts'
import { outcomeOfUnobserved } from './unobserved.ts'
import { judge, type Verdict } from './verdict.ts'
import { viewEndpoint } from './view.ts'
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

/** The one action that would settle what is open. */
function nextActionOf({ open, outcome }: Verdict, level: EvidenceLevel): string {
  const { facts, view } = open
  const unresolved = open.pinSets.flatMap(set => set.unresolved)[0]
  if (outcome !== 'survives' && unresolved !== undefined) {
    const { digestAlgorithm, digest } = unresolved.pin
    return `Find out what ${digestAlgorithm} ${digest.slice(0, 16)}... is the digest of, and name its certificate or key.`
  }
  const [unseen] = facts.unseen
  if (outcome === 'survives' && unseen !== undefined) return `Look into ${unseen.path}: ${unseen.detail}`
  if (level === 'watch')
    return `Rehearse ${facts.release.name} against ${view.endpoint} with another certificate.`
  if (view.next === undefined) {
    return 'Give the next chain with --served FILE, or say with --plan what changes at the renewal.'
  }
  return `Rehearse ${facts.release.name} against the next chain.`
}

/** Where the bundles stand that lack the root: the place of their newest member. */
function bundleEvidence({ open, today }: Verdict): Evidence[] {
  if (today === 'survives' || open.holdings.bundleAnchors.length > 0) return []
  return open.holdings.bundles.flatMap(({ newest }) =>
    newest.occurrences
      .slice(0, 1)
      .map(({ finding }) => ({ finding, role: 'unrelated' as const, object: newest.subject })),
  )
}

function tell(verdict: Verdict): Breakage {
  const { open, outcome, failsNow, days, events, assumptions, deciding } = verdict
  const { facts, view, times, holdings } = open
  const held = heldOf(holdings)
  const level = levelOf(verdict)
  const told: Told = {
    release: facts.release,
    endpoint: endpointTitle(view),
    held,
    nowMs: times.nowMs,
    horizonMs: times.horizonMs,
    unseen: facts.unseen.length,
  }
  return {
    release: facts.release,
    endpoint: view.endpoint,
    outcome,
    level,
    failsNow,
    days,
    events,
    evidence: [...held.flatMap(each => each.evidence), ...bundleEvidence(verdict), ...holdings.fixtures],
    sentence: sentenceOf(told, verdict),
    assumptions,
    remarks: remarksOf(verdict),
    nextAction: nextActionOf(verdict, level),
    measures: outcome === 'survives' ? [] : measuresFor(held, deciding?.event),
  }
}

/** What happens to one release at one endpoint. */
export function forecastCase(subject: Case): Breakage {
  const verdict = judge(subject)
  return verdict === undefined ? outcomeOfUnobserved(subject) : tell(verdict)
}

/**
 * What happens to each release at each endpoint when its certificate changes: three-valued, dated, with
 * evidence down to file and offset. Releases in the order given, endpoints within.
 */
export function forecast(input: ForecastInput): Breakage[] {
  const { releases, endpoints, plan, nowMs, horizonMs, crypto } = input
  const known = indexAuthorities(releases.flatMap(({ inventory }) => authoritiesOf(inventory)))
  const views = endpoints.map(({ endpoint, observations }) =>
    viewEndpoint(endpoint, observations, known, crypto),
  )
  return releases.flatMap(facts =>
    views.map(view => forecastCase({ facts, view, plan, times: { nowMs, horizonMs }, crypto })),
  )
}
