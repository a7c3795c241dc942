/** What a server sends in a scenario and whom it reaches, in lines that a person can check. */
import { castOf, changesOf, isInOrder, type LeafPlan, type Scenario, trustStores } from '@foreseen/facts'
import { reachesTrust } from '../../../src/rehearsal/predict-trust.ts'

const days = (plan: { readonly notBeforeDays: number; readonly notAfterDays: number }): string =>
  `day ${plan.notBeforeDays} to ${plan.notAfterDays}`

function leafLine(leaf: LeafPlan, issuer: string): string {
  const extra = [
    ...(leaf.names === 'other' ? ['another name'] : []),
    ...(leaf.commonName ? [] : ['no common name']),
    ...(leaf.clientAuth ? [] : ['servers only']),
  ]
  return [`leaf: ${leaf.key} key`, days(leaf), ...extra, `by ${issuer}`].join(', ')
}

/** One line for each certificate sent, then order, trust stores that an ordinary client reaches, and changes. */
export function played(scenario: Scenario): readonly string[] {
  const cast = castOf(scenario)
  const subjectOf = (id: string): string => (cast.get(id)?.subject ?? 'nobody').replace('Rehearsal ', '')
  const sent = scenario.sends.map(id => {
    const plan = cast.get(id)
    if (plan === undefined) return leafLine(scenario.leaf, subjectOf(scenario.issuer))
    const life = plan.notAfterDays < 0 || plan.notBeforeDays > -30 ? `, ${days(plan)}` : ''
    return `${subjectOf(id)}${life}, by ${subjectOf(plan.issuer)}`
  })
  const reached = trustStores.filter(trust => reachesTrust(scenario, trust) === true)
  return [
    ...sent,
    isInOrder(scenario) ? 'in order' : 'not in order',
    `reaches ${reached.join(', ') || 'nothing'}; rehearsed with ${scenario.trusts.join(', ')}`,
    `changes ${changesOf(scenario).join(', ') || 'nothing'}`,
  ]
}
