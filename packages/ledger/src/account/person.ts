/** People as every room of the account sees them. */
import type { Queries, Row } from '../engine/schema.ts'

/** What a person may do, least first. */
export type PersonRole = 'viewer' | 'responder' | 'editor' | 'owner'

export const personRoles: readonly PersonRole[] = ['viewer', 'responder', 'editor', 'owner']

export interface Person {
  readonly id: string
  readonly organisation: string
  readonly email: string
  readonly name: string
  readonly role: PersonRole
  /** As the server made it; `undefined` for those who sign in otherwise. */
  readonly passwordHash: string | undefined
  /** How many passkeys there are. */
  readonly passkeys: number
  /** How many accounts at providers are known as this person. */
  readonly identities: number
  readonly createdMs: number
  readonly endedMs: number | undefined
}

const roleOf = (text: string): PersonRole => personRoles.find(role => role === text) ?? 'viewer'

/** A count in a subquery is never null; Kysely's types do not know it. */
type PersonRow = Row<'people'> & { readonly passkeys: number | null; readonly identities: number | null }

export function personOf(row: PersonRow): Person {
  const { id, organisation, email, name } = row
  return {
    id,
    organisation,
    email,
    name,
    role: roleOf(row.role),
    passwordHash: row.password_hash ?? undefined,
    passkeys: row.passkeys ?? 0,
    identities: row.identities ?? 0,
    createdMs: row.created_ms,
    endedMs: row.ended_ms ?? undefined,
  }
}

/** People with the number of their ways to sign in. */
export const peopleIn = (view: Queries) =>
  view
    .selectFrom('people')
    .selectAll('people')
    .select(({ selectFrom, fn }) => [
      selectFrom('passkeys')
        .select(fn.countAll<number>().as('count'))
        .whereRef('passkeys.person', '=', 'people.id')
        .as('passkeys'),
      selectFrom('identities')
        .select(fn.countAll<number>().as('count'))
        .whereRef('identities.person', '=', 'people.id')
        .as('identities'),
    ])

/** Addresses are compared as people do. */
export const addressOf = (email: string): string => email.trim().toLowerCase()
