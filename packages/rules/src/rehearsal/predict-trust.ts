import {
  type AuthorityPlan,
  castOf,
  isRootPlan,
  isTimely,
  type Scenario,
  standsFor,
  type TrustStore,
} from '@foreseen/facts'

/** Roots that a store holds, by id in the standing cast. */
const rootsOf: Readonly<Record<Exclude<TrustStore, 'host'>, readonly string[]>> = {
  old: ['old-root'],
  both: ['old-root', 'new-root'],
  new: ['new-root'],
}

/**
 * Whether an ordinary client finds a path from the leaf to a root of the store, through what is sent, in any
 * order. `undefined` for the trust of this machine, of which nothing is known here.
 */
export function reachesTrust(scenario: Scenario, trust: TrustStore): boolean | undefined {
  if (trust === 'host') return undefined
  const cast = castOf(scenario)
  const plansOf = (ids: readonly string[]): AuthorityPlan[] =>
    ids.flatMap(id => cast.get(id) ?? []).filter(plan => isTimely(plan, scenario.clockDays))
  const sent = plansOf(scenario.sends).filter(plan => !isRootPlan(plan))
  const roots = plansOf(rootsOf[trust])
  const seen = new Set<AuthorityPlan>()
  const climbs = (named: AuthorityPlan | undefined): boolean => {
    if (named === undefined) return false
    if (roots.some(root => standsFor(root, named))) return true
    return sent
      .filter(plan => standsFor(plan, named) && !seen.has(plan))
      .some(plan => {
        seen.add(plan)
        return climbs(cast.get(plan.issuer))
      })
  }
  return climbs(cast.get(scenario.issuer))
}
