/** Organisations and people. */
import type { Row } from '../engine/schema.ts'
import { type By, type Core, demand } from '../events/change.ts'
import { changePerson, type DecidePerson, type Identity } from './change.ts'
import { addressOf, type Person, type PersonRole, peopleIn, personOf } from './person.ts'

export interface NewPerson {
  readonly email: string
  readonly name: string
  readonly role: PersonRole
  readonly passwordHash?: string
  /** An account at a provider by which the person signs in. */
  readonly identity?: Identity
}

/** Codes: `ledger-conflict`, `ledger-refers-to-nothing`. */
const addPerson = (core: Core, by: By, person: NewPerson): Promise<Person> =>
  core.transact(async change => {
    const { organisation } = by
    const row: Row<'people'> = {
      id: change.id('per'),
      organisation,
      email: addressOf(person.email),
      name: person.name,
      role: person.role,
      password_hash: person.passwordHash ?? null,
      created_ms: change.nowMs,
      ended_ms: null,
    }
    await change.rows.insertInto('people').values(row).execute()
    const { id, email, name, role } = row
    change.record({ ...by, kind: 'person.added', subject: id, body: { email, name, role } })
    const { identity } = person
    if (identity === undefined) return personOf({ ...row, passkeys: 0, identities: 0 })
    await change.rows
      .insertInto('identities')
      .values({ organisation, ...identity, person: id, created_ms: change.nowMs })
      .execute()
    change.record({ ...by, kind: 'identity.added', subject: id, body: { issuer: identity.issuer } })
    return personOf({ ...row, passkeys: 0, identities: 1 })
  })

const createOrganisation = (core: Core, actor: string, name: string): Promise<string> =>
  core.transact(async change => {
    const id = change.id('org')
    await change.rows.insertInto('organisations').values({ id, name, created_ms: change.nowMs }).execute()
    change.record({ organisation: id, actor, kind: 'organisation.created', subject: id, body: { name } })
    return id
  })

/** Organisations and people. */
export const accountRoom = (core: Core) => ({
  /** Answers the id. */
  createOrganisation: (actor: string, name: string): Promise<string> => createOrganisation(core, actor, name),
  listOrganisations: (): Promise<readonly Row<'organisations'>[]> =>
    core.read.selectFrom('organisations').selectAll().orderBy('id').execute(),
  addPerson: (by: By, person: NewPerson): Promise<Person> => addPerson(core, by, person),
  /** Codes: `ledger-missing`, `ledger-conflict`, and whatever `decide` throws. */
  changePerson: (by: By, id: string, decide: DecidePerson): Promise<Person> =>
    changePerson(core, by, id, decide),
  /** Code: `ledger-missing`. */
  getPerson: async (id: string): Promise<Person> => {
    const row = await peopleIn(core.read).where('id', '=', id).executeTakeFirst()
    return personOf(demand(row, 'person', id))
  },
  findPerson: async (organisation: string, email: string): Promise<Person | undefined> => {
    const row = await peopleIn(core.read)
      .where('organisation', '=', organisation)
      .where('email', '=', addressOf(email))
      .executeTakeFirst()
    return row === undefined ? undefined : personOf(row)
  },
  listPeople: async (organisation: string): Promise<readonly Person[]> => {
    const query = peopleIn(core.read).where('organisation', '=', organisation)
    return (await query.orderBy('id').execute()).map(personOf)
  },
})

export type AccountRoom = ReturnType<typeof accountRoom>
