import type { Inventory, Release, Unseen } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import { type Holdings, holdingsOf } from './holdings.ts'
import { type PinSet, pinSetsOf } from './pin-sets.ts'
import type { RenewalPlan } from './plan.ts'
import { profilesOf, type VerifierProfile } from './profiles.ts'
import { type LiveReading, liveReadings, type Reading, readingsOf } from './readings.ts'
import type { EndpointView } from './view.ts'

/** One release as the forecast takes it. */
export interface ReleaseFacts {
  readonly release: Release
  readonly inventory: Inventory
  /** What the scan of this release could not look into. */
  readonly unseen: readonly Unseen[]
  /** Ids of verifier profiles, when it is known what verifies; all measured ones otherwise. */
  readonly verifiers?: readonly string[]
}

export interface Times {
  readonly nowMs: number
  /** End of the time that is looked at. */
  readonly horizonMs: number
}

/** One release at one endpoint under one plan. */
export interface Case {
  readonly facts: ReleaseFacts
  readonly view: EndpointView
  readonly plan: RenewalPlan
  readonly times: Times
  readonly crypto: Crypto
}

/** A case with what the release holds and the ways in which it may use that. */
export interface OpenCase extends Case {
  readonly holdings: Holdings
  readonly readings: readonly Reading[]
  readonly live: readonly LiveReading[]
  readonly pinSets: readonly PinSet[]
  readonly provenKeys: ReadonlySet<string>
  readonly profiles: readonly VerifierProfile[]
}

export function openCase(subject: Case): OpenCase {
  const { facts, view, plan, times, crypto } = subject
  const holdings = holdingsOf(facts.inventory, view, crypto, times.nowMs)
  const readings = readingsOf(holdings, view, crypto)
  const profiles = profilesOf(facts.verifiers)
  const provenKeys = new Set(plan.provenKeys ?? [])
  return {
    ...subject,
    holdings,
    readings,
    live: liveReadings(readings, view.chains, profiles, times.nowMs),
    pinSets: pinSetsOf(holdings, provenKeys),
    provenKeys,
    profiles,
  }
}
