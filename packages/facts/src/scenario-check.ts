import type { AuthorityPlan, Changed, Scenario } from './scenario.ts'
import { castOf, isInOrder, isRootPlan, issuingPath } from './scenario-chain.ts'
import { complain, type Fields, meant, shown } from './scenario-fields.ts'

function checkKnown(fields: Fields, name: string, id: string, known: readonly string[]): void {
  if (known.includes(id)) return
  complain(
    fields,
    'scenario-unknown-authority',
    name,
    `there is no authority ${shown(id)}${meant(id, known)}`,
  )
}

/** Every issuer is known and leads to a root. Codes: `scenario-id-taken`, `scenario-unknown-authority`, `scenario-authority-circle`. */
export function checkAuthorities(fields: Fields, own: readonly AuthorityPlan[]): void {
  const cast = castOf({ authorities: own })
  const known = [...cast.keys()]
  for (const [index, plan] of own.entries()) {
    if (own.findIndex(other => other.id === plan.id) < index)
      complain(fields, 'scenario-id-taken', `authorities[${index}].id`, `${plan.id} is there twice`)
    checkKnown(fields, `authorities[${index}].issuer`, plan.issuer, known)
    const top = issuingPath(cast, plan.id).at(-1)
    if (top !== undefined && !isRootPlan(top) && cast.has(top.issuer)) {
      const detail = `the issuers of ${plan.id} never lead to a root`
      complain(fields, 'scenario-authority-circle', `authorities[${index}].issuer`, detail)
    }
  }
}

/**
 * What is sent is known, begins with the leaf, and holds together unless disorder is declared to be the point.
 * Codes: `scenario-unknown-authority`, `scenario-bad-chain`, `scenario-broken-chain`.
 */
export function checkChain(fields: Fields, scenario: Scenario, declared: readonly Changed[]): void {
  const { sends, issuer, authorities } = scenario
  const known = [...castOf({ authorities }).keys()]
  checkKnown(fields, 'issuer', issuer, known)
  for (const [index, id] of sends.entries())
    if (id !== 'leaf') checkKnown(fields, `sends[${index}]`, id, known)
  if (sends[0] !== 'leaf' || sends.lastIndexOf('leaf') !== 0)
    complain(fields, 'scenario-bad-chain', 'sends', 'it must begin with leaf and hold it once')
  else if (!isInOrder(scenario) && !declared.includes('chain')) {
    const detail = 'a certificate does not sign the one before it, or the last one is not signed by a root'
    complain(fields, 'scenario-broken-chain', 'sends', detail)
  }
}
