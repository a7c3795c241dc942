import type { AuthorityPlan, Changed, Scenario } from './scenario.ts'
import { standingCast } from './scenario-cast.ts'

/** All authorities that a scenario may name, by id: the standing cast and its own. */
export function castOf(scenario: Pick<Scenario, 'authorities'>): ReadonlyMap<string, AuthorityPlan> {
  return new Map([...standingCast, ...scenario.authorities].map(plan => [plan.id, plan]))
}

/** Whether it signs itself. */
export const isRootPlan = (plan: AuthorityPlan): boolean => plan.issuer === plan.id

/** Whether `upper` may stand for `named` in a path: same subject, same key. */
export const standsFor = (upper: AuthorityPlan, named: AuthorityPlan): boolean =>
  upper.subject === named.subject && upper.key === named.key

/** From an authority up to its root, by issuer; it ends early at a name nobody has or where it would turn in a circle. */
export function issuingPath(cast: ReadonlyMap<string, AuthorityPlan>, id: string): readonly AuthorityPlan[] {
  const path: AuthorityPlan[] = []
  for (let plan = cast.get(id); plan !== undefined && !path.includes(plan); plan = cast.get(plan.issuer))
    path.push(plan)
  return path
}

/** Whether each certificate sent signs the one before it, and the last one is signed by a root. */
export function isInOrder(scenario: Pick<Scenario, 'authorities' | 'issuer' | 'sends'>): boolean {
  const cast = castOf(scenario)
  let named = cast.get(scenario.issuer)
  const [first, ...sent] = scenario.sends
  if (first !== 'leaf') return false
  for (const id of sent) {
    const plan = cast.get(id)
    if (plan === undefined || named === undefined || !standsFor(plan, named)) return false
    named = cast.get(plan.issuer)
  }
  return named !== undefined && isRootPlan(named)
}

interface Life {
  readonly notBeforeDays: number
  readonly notAfterDays: number
}

/** Whether a client whose clock is moved by so many days finds it valid. */
export const isTimely = (plan: Life, clockDays: number): boolean =>
  plan.notBeforeDays <= clockDays && clockDays <= plan.notAfterDays

/** What differs from the baseline, as the data itself says; in the order of `Changed`. */
export function changesOf(scenario: Omit<Scenario, 'changes'>): readonly Changed[] {
  const { leaf, issuer, sends, clockDays } = scenario
  const cast = castOf(scenario)
  const path = issuingPath(cast, issuer)
  const sent = sends.flatMap(id => cast.get(id) ?? [])
  const top = path.at(-1)
  const fresh = leaf.notBeforeDays !== -30 || leaf.notAfterDays !== 60
  const named = leaf.names === 'other' || !leaf.commonName
  const reissued = path[0] === undefined || path[0].key !== 'intermediate-a'
  const shortLived = leaf.notAfterDays - leaf.notBeforeDays < 90
  const links = path.filter(plan => !isRootPlan(plan)).length
  const changed: Readonly<Record<Changed, boolean>> = {
    certificate: fresh || named || reissued || leaf.key !== 'same' || !leaf.clientAuth,
    'leaf-key': leaf.key !== 'same',
    'key-type': leaf.key === 'other-algorithm' || leaf.key === 'rsa-4096',
    intermediate: !path.some(plan => plan.id === 'intermediate-a'),
    root: top?.id !== 'old-root',
    'cross-sign': sent.some(plan => !isRootPlan(plan) && isRootKey(cast, plan)),
    dates: shortLived || ![leaf, ...sent].every(plan => isTimely(plan, clockDays)),
    names: named,
    chain: !isInOrder(scenario) || links > 1,
    clock: clockDays !== 0,
  }
  return changeOrder.filter(each => changed[each])
}

function isRootKey(cast: ReadonlyMap<string, AuthorityPlan>, plan: AuthorityPlan): boolean {
  return [...cast.values()].some(other => isRootPlan(other) && standsFor(other, plan))
}

/** All words of `Changed`, in its order. */
export const changeOrder: readonly Changed[] = [
  'certificate',
  'leaf-key',
  'key-type',
  'intermediate',
  'root',
  'cross-sign',
  'dates',
  'names',
  'chain',
  'clock',
]
