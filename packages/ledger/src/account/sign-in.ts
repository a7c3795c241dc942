/** Ways to sign in beside the password: passkeys, accounts at providers, and what was asked in between. */
import type { Row } from '../engine/schema.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import { type Person, peopleIn, personOf } from './person.ts'

export type NewPasskey = Pick<Row<'passkeys'>, 'id' | 'person' | 'name' | 'public_key' | 'counter'>

const addPasskey = (core: Core, by: By, passkey: NewPasskey): Promise<void> =>
  core.transact(async change => {
    const row = { ...passkey, created_ms: change.nowMs, used_ms: null }
    await change.rows.insertInto('passkeys').values(row).execute()
    const { id, person, name } = passkey
    change.record({ ...by, kind: 'passkey.added', subject: person, body: { id, name } })
  })

const renamePasskey = (core: Core, by: By, id: string, name: string): Promise<void> =>
  core.transact(async change => {
    const row = await change.rows
      .updateTable('passkeys')
      .set({ name })
      .where('id', '=', id)
      .returning('person')
      .executeTakeFirst()
    const { person } = demand(row, 'passkey', id)
    change.record({ ...by, kind: 'passkey.renamed', subject: person, body: { id, name } })
  })

const usePasskey = (core: Core, id: string, counter: number): Promise<boolean> =>
  core.transact(async ({ rows, nowMs }) => {
    const row = await rows
      .updateTable('passkeys')
      .set({ counter, used_ms: nowMs })
      .where('id', '=', id)
      .where('counter', counter === 0 ? '=' : '<', counter)
      .returning('id')
      .executeTakeFirst()
    return row !== undefined
  })

async function findPasskey(
  core: Core,
  id: string,
): Promise<{ readonly passkey: Row<'passkeys'>; readonly person: Person } | undefined> {
  const passkey = await core.read.selectFrom('passkeys').selectAll().where('id', '=', id).executeTakeFirst()
  if (passkey === undefined) return undefined
  const row = await peopleIn(core.read).where('id', '=', passkey.person).executeTakeFirst()
  return row === undefined ? undefined : { passkey, person: personOf(row) }
}

/** Something asked for that is answered within minutes, once: a challenge, a way to a provider and back. */
export interface Challenge {
  /** SHA-256 of what only whoever was asked knows. */
  readonly hash: string
  readonly purpose: string
  /** Whom it is for, or what it goes on with; ''. */
  readonly subject: string
  readonly expiresMs: number
}

/**
 * About so many are kept. Everybody may ask, so a flood must fill no disk; and it must shut nobody out, so the oldest
 * go first: at a hundred a second there are still a hundred seconds to answer in.
 */
const mostChallenges = 10_000

/** One in 64 tidies up: were it all, changes at once would stand in each other's way. */
const isTidying = (hash: string): boolean => hash < '04'

async function tidy({ rows, nowMs }: Change): Promise<void> {
  await rows.deleteFrom('challenges').where('expires_ms', '<=', nowMs).execute()
  const { count } = await rows
    .selectFrom('challenges')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count <= mostChallenges) return
  await rows
    .deleteFrom('challenges')
    .where('hash', 'in', ({ selectFrom }) =>
      selectFrom('challenges')
        .select('hash')
        .orderBy('expires_ms')
        .limit(count - mostChallenges),
    )
    .execute()
}

const addChallenge = (core: Core, organisation: string, challenge: Challenge): Promise<void> =>
  core.transact(async change => {
    const { hash, purpose, subject, expiresMs: expires_ms } = challenge
    const row = { organisation, hash, purpose, subject, expires_ms }
    await change.rows.insertInto('challenges').values(row).execute()
    if (isTidying(hash)) await tidy(change)
  })

const takeChallenge = (
  core: Core,
  organisation: string,
  purpose: string,
  hash: string,
): Promise<string | undefined> =>
  core.transact(async ({ rows, nowMs }) => {
    const row = await rows
      .deleteFrom('challenges')
      .where('hash', '=', hash)
      .where('organisation', '=', organisation)
      .where('purpose', '=', purpose)
      .returning(['subject', 'expires_ms'])
      .executeTakeFirst()
    return row === undefined || row.expires_ms <= nowMs ? undefined : row.subject
  })

/** Passkeys, accounts at providers, challenges. */
export const signInRoom = (core: Core) => ({
  /** Code: `ledger-conflict` when this passkey is there already. */
  addPasskey: (by: By, passkey: NewPasskey): Promise<void> => addPasskey(core, by, passkey),
  /** Code: `ledger-missing`. */
  renamePasskey: (by: By, id: string, name: string): Promise<void> => renamePasskey(core, by, id, name),
  listPasskeys: (person: string): Promise<readonly Row<'passkeys'>[]> =>
    core.read
      .selectFrom('passkeys')
      .selectAll()
      .where('person', '=', person)
      .orderBy('created_ms')
      .orderBy('id')
      .execute(),
  /** The passkey and its person, who may have left. */
  findPasskey: (id: string) => findPasskey(core, id),
  /**
   * Notes the counter after a sign-in (WebAuthn level 3, 6.1.1); not in the log. `false`: the counter did not grow,
   * so that what was sent is old or a copy of the key was used. Keys that do not count always say 0.
   */
  usePasskey: (id: string, counter: number): Promise<boolean> => usePasskey(core, id, counter),
  /** Who signs in by this account at a provider; the person may have left. */
  findByIdentity: async (organisation: string, issuer: string, subject: string) => {
    const row = await peopleIn(core.read)
      .innerJoin('identities', 'identities.person', 'people.id')
      .where('identities.organisation', '=', organisation)
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .executeTakeFirst()
    return row === undefined ? undefined : personOf(row)
  },
  /** Not in the log, which would drown in these. */
  addChallenge: (organisation: string, challenge: Challenge): Promise<void> =>
    addChallenge(core, organisation, challenge),
  /** Answers the subject to exactly one of those who come in time; it is gone afterwards. */
  takeChallenge: (organisation: string, purpose: string, hash: string): Promise<string | undefined> =>
    takeChallenge(core, organisation, purpose, hash),
})

export type SignInRoom = ReturnType<typeof signInRoom>
