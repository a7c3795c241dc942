/** What changes of a person, decided on what is there at that moment. */
import type { By, Change, Core } from '../events/change.ts'
import { demand } from '../events/change.ts'
import { addressOf, type Person, type PersonRole, peopleIn, personOf } from './person.ts'

/** An account at an OpenID provider. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
}

/** What shall be otherwise; what is left out stays. */
export interface PersonChange {
  readonly email?: string
  readonly name?: string
  readonly role?: PersonRole
  /** `null` takes the password away. */
  readonly passwordHash?: string | null
  /** Id of a passkey that is taken away. */
  readonly withoutPasskey?: string
  /** An account at a provider by which the person signs in from now on. */
  readonly identity?: Identity
  /** Sessions end, but for the one of this id; '' ends all. */
  readonly sessionsBut?: string
  /** The person leaves: sessions and tokens end. */
  readonly ended?: true
}

/** Sees the person and everybody of the organisation; what it throws undoes the change. It may be asked again. */
export type DecidePerson = (person: Person, people: readonly Person[]) => PersonChange

interface Under {
  readonly change: Change
  readonly by: By
  readonly person: Person
}

async function changeRow({ change, by, person }: Under, wanted: PersonChange): Promise<void> {
  const { id } = person
  const email = addressOf(wanted.email ?? person.email)
  const { name = person.name, role = person.role, passwordHash } = wanted
  const password_hash = passwordHash === undefined ? (person.passwordHash ?? null) : passwordHash
  const set = { email, name, role, password_hash }
  await change.rows.updateTable('people').set(set).where('id', '=', id).execute()
  if (role !== person.role) change.record({ ...by, kind: 'person.role-set', subject: id, body: { role } })
  if (email !== person.email || name !== person.name)
    change.record({ ...by, kind: 'person.changed', subject: id, body: { email, name } })
  // The hash itself is not in the log.
  if (passwordHash !== undefined)
    change.record({
      ...by,
      kind: passwordHash === null ? 'person.password-removed' : 'person.password-set',
      subject: id,
      body: {},
    })
}

async function removePasskey({ change, by, person }: Under, id: string): Promise<void> {
  const row = await change.rows
    .deleteFrom('passkeys')
    .where('id', '=', id)
    .where('person', '=', person.id)
    .returning('name')
    .executeTakeFirst()
  const { name } = demand(row, 'passkey', id)
  change.record({ ...by, kind: 'passkey.removed', subject: person.id, body: { id, name } })
}

async function addIdentity({ change, by, person }: Under, { issuer, subject }: Identity): Promise<void> {
  const { organisation } = by
  const row = { organisation, issuer, subject, person: person.id, created_ms: change.nowMs }
  await change.rows.insertInto('identities').values(row).execute()
  change.record({ ...by, kind: 'identity.added', subject: person.id, body: { issuer } })
}

async function endSessions({ change, by, person }: Under, but: string): Promise<void> {
  const rows = await change.rows
    .updateTable('sessions')
    .set({ ended_ms: change.nowMs })
    .where('person', '=', person.id)
    .where('ended_ms', 'is', null)
    .where('id', '!=', but)
    .returning('id')
    .execute()
  for (const { id } of rows) change.record({ ...by, kind: 'session.ended', subject: id, body: {} })
}

async function leave(under: Under): Promise<void> {
  const { change, by, person } = under
  const ended_ms = change.nowMs
  await change.rows.updateTable('people').set({ ended_ms }).where('id', '=', person.id).execute()
  await endSessions(under, '')
  await change.rows
    .updateTable('tokens')
    .set({ revoked_ms: ended_ms })
    .where('person', '=', person.id)
    .where('revoked_ms', 'is', null)
    .execute()
  change.record({ ...by, kind: 'person.ended', subject: person.id, body: {} })
}

const isOfRow = ({ email, name, role, passwordHash }: PersonChange): boolean =>
  [email, name, role, passwordHash].some(value => value !== undefined)

async function carryOut(under: Under, wanted: PersonChange): Promise<void> {
  if (isOfRow(wanted)) await changeRow(under, wanted)
  if (wanted.withoutPasskey !== undefined) await removePasskey(under, wanted.withoutPasskey)
  if (wanted.identity !== undefined) await addIdentity(under, wanted.identity)
  if (wanted.sessionsBut !== undefined) await endSessions(under, wanted.sessionsBut)
  if (wanted.ended === true && under.person.endedMs === undefined) await leave(under)
}

/**
 * Decides and changes in one act: of two servers that each take the role from one of two owners, the second one
 * decides on what the first one left. Codes: `ledger-missing`, `ledger-conflict` when the address is taken.
 */
export const changePerson = (core: Core, by: By, id: string, decide: DecidePerson): Promise<Person> =>
  core.transact(async change => {
    const rows = await peopleIn(change.rows)
      .where('organisation', '=', by.organisation)
      .orderBy('id')
      .execute()
    const people = rows.map(personOf)
    const found = people.find(person => person.id === id)
    const person = demand(found, 'person', id)
    await carryOut({ change, by, person }, decide(person, people))
    return personOf(await peopleIn(change.rows).where('id', '=', id).executeTakeFirstOrThrow())
  })
