import { Refusal } from '../http/refusal.ts'
import { isEmail } from './person.ts'
import type { PersonRow } from './port.ts'
import type { ProviderClaims } from './provider.ts'
import type { AdmissionRules } from './provider-options.ts'
import { type Role, reaches } from './role.ts'

/** Whom the provider's word lets in, and as what. */

const unknown = (detail: string): Refusal => new Refusal('server-provider-unknown', detail)

function valueAt(all: Readonly<Record<string, unknown>>, claim: string): unknown {
  if (Object.hasOwn(all, claim)) return all[claim]
  let value: unknown = all
  for (const key of claim.split('.'))
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined
  return value
}

/** The highest role that the claim gives; `undefined` when it gives none. */
export function roleByClaim(rules: AdmissionRules, { all }: ProviderClaims): Role | undefined {
  if (rules.roleClaim === undefined) return undefined
  const value = valueAt(all, rules.roleClaim)
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  let highest: Role | undefined
  for (const text of values) {
    const role = typeof text === 'string' ? rules.claimRoles.get(text) : undefined
    if (role !== undefined && (highest === undefined || reaches(role, highest))) highest = role
  }
  return highest
}

const isOfDomain = (rules: AdmissionRules, email: string): boolean =>
  rules.allowedDomains.includes(email.slice(email.lastIndexOf('@') + 1))

/**
 * The role that the provider's word gives to somebody who has an account here; `undefined` leaves it as it is. Where
 * a claim gives the roles, whoever it gives none may not come in, unless the address itself lets them in. Errors:
 * `server-provider-unknown`.
 */
export function decideReturn(rules: AdmissionRules, claims: ProviderClaims): Role | undefined {
  const role = roleByClaim(rules, claims)
  if (role !== undefined || rules.roleClaim === undefined) return role
  if (claims.email !== undefined && isOfDomain(rules, claims.email)) return undefined
  throw unknown('The provider gives you no role here.')
}

/** The address by which somebody is known who comes for the first time. Errors: `server-provider-unknown`. */
export function demandVerifiedEmail({ email }: ProviderClaims): string {
  if (email !== undefined && isEmail(email)) return email
  throw unknown('The provider names no e-mail address that it has verified.')
}

/**
 * Only an invitation that nobody took up is taken up by a verified address: whoever can sign in already is not handed
 * to whoever the provider says has the same address. Errors: `server-provider-unknown`.
 */
export function demandInvited({ endedMs, passwordHash, passkeys, identities }: PersonRow): void {
  if (endedMs !== undefined) throw unknown('The account was closed.')
  if (passwordHash !== undefined || passkeys > 0 || identities > 0)
    throw unknown('There is an account of your address that signs in another way.')
}

/** What somebody becomes who comes uninvited. Errors: `server-provider-unknown`. */
export function decideNewcomer(rules: AdmissionRules, claims: ProviderClaims, email: string): Role {
  const role = roleByClaim(rules, claims) ?? (isOfDomain(rules, email) ? rules.defaultRole : undefined)
  if (role !== undefined) return role
  throw unknown('Your address was not invited, and nothing else lets you in.')
}
