/** Organisations and people. */
import type { Row } from '../engine/schema.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'

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
  readonly createdMs: number
  readonly endedMs: number | undefined
}

export interface NewPerson {
  readonly email: string
  readonly name: string
  readonly role: PersonRole
  readonly passwordHash?: string
}

const roleOf = (text: string): PersonRole => personRoles.find(role => role === text) ?? 'viewer'

export function personOf(row: Row<'people'>): Person {
  const { id, organisation, email, name } = row
  return {
    id,
    organisation,
    email,
    name,
    role: roleOf(row.role),
    passwordHash: row.password_hash ?? undefined,
    createdMs: row.created_ms,
    endedMs: row.ended_ms ?? undefined,
  }
}

/** Addresses are compared as people do. */
const addressOf = (email: string): string => email.trim().toLowerCase()

/** Codes: `ledger-conflict`, `ledger-refers-to-nothing`. */
const addPerson = (core: Core, by: By, person: NewPerson): Promise<Person> =>
  core.transact(async change => {
    const row: Row<'people'> = {
      id: change.id('per'),
      organisation: by.organisation,
      email: addressOf(person.email),
      name: person.name,
      role: person.role,
      password_hash: person.passwordHash ?? null,
      created_ms: change.nowMs,
      ended_ms: null,
    }
    await change.rows.insertInto('people').values(row).execute()
    const { email, name, role } = row
    change.record({ ...by, kind: 'person.added', subject: row.id, body: { email, name, role } })
    return personOf(row)
  })

async function updatePerson(
  change: Change,
  id: string,
  set: Partial<Pick<Row<'people'>, 'role' | 'password_hash' | 'ended_ms'>>,
): Promise<void> {
  const row = await change.rows
    .updateTable('people')
    .set(set)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  demand(row, 'person', id)
}

/** The person leaves: sessions and tokens end with it. Code: `ledger-missing`. */
const endPerson = (core: Core, by: By, id: string): Promise<void> =>
  core.transact(async change => {
    const ended_ms = change.nowMs
    await updatePerson(change, id, { ended_ms })
    await change.rows
      .updateTable('sessions')
      .set({ ended_ms })
      .where('person', '=', id)
      .where('ended_ms', 'is', null)
      .execute()
    await change.rows
      .updateTable('tokens')
      .set({ revoked_ms: ended_ms })
      .where('person', '=', id)
      .where('revoked_ms', 'is', null)
      .execute()
    change.record({ ...by, kind: 'person.ended', subject: id, body: {} })
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
  endPerson: (by: By, id: string): Promise<void> => endPerson(core, by, id),
  /** Code: `ledger-missing`. */
  setRole: (by: By, id: string, role: PersonRole): Promise<void> =>
    core.transact(async change => {
      await updatePerson(change, id, { role })
      change.record({ ...by, kind: 'person.role-set', subject: id, body: { role } })
    }),
  /** The hash itself is not in the log. Code: `ledger-missing`. */
  setPassword: (by: By, id: string, passwordHash: string): Promise<void> =>
    core.transact(async change => {
      await updatePerson(change, id, { password_hash: passwordHash })
      change.record({ ...by, kind: 'person.password-set', subject: id, body: {} })
    }),
  /** Code: `ledger-missing`. */
  getPerson: async (id: string): Promise<Person> => {
    const row = await core.read.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst()
    return personOf(demand(row, 'person', id))
  },
  findPerson: async (organisation: string, email: string): Promise<Person | undefined> => {
    const row = await core.read
      .selectFrom('people')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('email', '=', addressOf(email))
      .executeTakeFirst()
    return row === undefined ? undefined : personOf(row)
  },
  listPeople: async (organisation: string): Promise<readonly Person[]> => {
    const query = core.read.selectFrom('people').selectAll().where('organisation', '=', organisation)
    return (await query.orderBy('id').execute()).map(personOf)
  },
})

export type AccountRoom = ReturnType<typeof accountRoom>
