import { Refusal } from '../http/refusal.ts'
import { decideNewcomer, decideReturn, demandInvited, demandVerifiedEmail } from './admission.ts'
import type { Desk } from './desk.ts'
import { demandAnotherOwner } from './person.ts'
import type { PersonChange, PersonRow } from './port.ts'
import type { ProviderClaims } from './provider.ts'
import type { AdmissionRules } from './provider-options.ts'
import type { Role } from './role.ts'

/** The last owner stays one whatever the provider says: otherwise nobody could change accounts any more. */
function roleChange(person: PersonRow, people: readonly PersonRow[], role: Role | undefined): PersonChange {
  if (role === undefined || role === person.role) return {}
  try {
    if (role !== 'owner') demandAnotherOwner(person, people)
    return { role }
  } catch (error) {
    if (error instanceof Refusal) return {}
    throw error
  }
}

async function comeBack(
  { store }: Desk,
  rules: AdmissionRules,
  claims: ProviderClaims,
  person: PersonRow,
): Promise<PersonRow> {
  if (person.endedMs !== undefined) throw new Refusal('server-provider-unknown', 'The account was closed.')
  const role = decideReturn(rules, claims)
  if (role === undefined || role === person.role) return person
  return await store.changePerson('provider', person.id, (now, people) => roleChange(now, people, role))
}

async function takeUp(
  { store }: Desk,
  rules: AdmissionRules,
  claims: ProviderClaims,
  invited: PersonRow,
): Promise<PersonRow> {
  demandInvited(invited)
  const role = decideReturn(rules, claims)
  const { issuer, subject } = claims
  const joined = await store.changePerson('provider', invited.id, (now, people) => {
    demandInvited(now)
    return { ...roleChange(now, people, role), identity: { issuer, subject } }
  })
  await store.endLinks('provider', invited.id)
  return joined
}

/**
 * Whom the provider's word signs in: somebody known by it, somebody who was invited, or somebody new where the rules
 * let them in. Errors: `server-provider-unknown`.
 */
export async function admit(desk: Desk, rules: AdmissionRules, claims: ProviderClaims): Promise<PersonRow> {
  const { store } = desk
  const { issuer, subject } = claims
  const known = await store.personByIdentity({ issuer, subject })
  if (known !== undefined) return await comeBack(desk, rules, claims, known)
  const email = demandVerifiedEmail(claims)
  const there = await store.personByEmail(email)
  if (there !== undefined) return await takeUp(desk, rules, claims, there)
  const role = decideNewcomer(rules, claims, email)
  const name = (claims.name ?? email).replace(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 200)
  const identity = { issuer, subject }
  return await store.addPerson('provider', { email, name, role, passwordHash: undefined, identity })
}
