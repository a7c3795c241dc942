/** What people and programs show once they signed in: sessions and tokens. Only hashes of secrets are here. */
import type { Row } from '../engine/schema.ts'
import { type By, type Core, demand } from '../events/change.ts'
import { type Person, peopleIn, personOf } from './person.ts'

export interface NewSession {
  readonly person: string
  readonly tokenHash: string
  readonly agent: string
  readonly address: string
  readonly expiresMs: number
}

export interface NewToken {
  /** Whose token it is; `undefined` for one of the organisation. */
  readonly person?: string
  readonly name: string
  /** What can be shown of it. */
  readonly prefix: string
  readonly tokenHash: string
  readonly scopes: readonly string[]
  readonly expiresMs?: number
}

export interface Token {
  readonly id: string
  readonly organisation: string
  readonly person: string | undefined
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly string[]
  readonly createdMs: number
  readonly expiresMs: number | undefined
  readonly usedMs: number | undefined
  readonly revokedMs: number | undefined
}

function tokenOf(row: Row<'tokens'>): Token {
  const scopes: readonly string[] = JSON.parse(row.scopes)
  return {
    id: row.id,
    organisation: row.organisation,
    person: row.person ?? undefined,
    name: row.name,
    prefix: row.prefix,
    scopes,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms ?? undefined,
    usedMs: row.used_ms ?? undefined,
    revokedMs: row.revoked_ms ?? undefined,
  }
}

const startSession = (core: Core, by: By, session: NewSession): Promise<string> =>
  core.transact(async change => {
    const id = change.id('ses')
    const { person, agent, address } = session
    await change.rows
      .insertInto('sessions')
      .values({
        id,
        person,
        token_hash: session.tokenHash,
        agent,
        address,
        created_ms: change.nowMs,
        seen_ms: change.nowMs,
        expires_ms: session.expiresMs,
        ended_ms: null,
      })
      .execute()
    change.record({ ...by, kind: 'session.started', subject: id, body: { person, agent, address } })
    return id
  })

const createToken = (core: Core, by: By, token: NewToken): Promise<string> =>
  core.transact(async change => {
    const id = change.id('tok')
    const { name, prefix, scopes } = token
    await change.rows
      .insertInto('tokens')
      .values({
        id,
        organisation: by.organisation,
        person: token.person ?? null,
        name,
        prefix,
        token_hash: token.tokenHash,
        scopes: JSON.stringify(scopes),
        created_ms: change.nowMs,
        expires_ms: token.expiresMs ?? null,
        used_ms: null,
        revoked_ms: null,
      })
      .execute()
    change.record({ ...by, kind: 'token.created', subject: id, body: { name, prefix, scopes } })
    return id
  })

/** The session and its person, if neither has ended at `nowMs`. */
async function findSession(
  core: Core,
  tokenHash: string,
  nowMs: number,
): Promise<{ readonly session: Row<'sessions'>; readonly person: Person } | undefined> {
  const session = await core.read
    .selectFrom('sessions')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('ended_ms', 'is', null)
    .where('expires_ms', '>', nowMs)
    .executeTakeFirst()
  if (session === undefined) return undefined
  const row = await peopleIn(core.read)
    .where('id', '=', session.person)
    .where('ended_ms', 'is', null)
    .executeTakeFirst()
  return row === undefined ? undefined : { session, person: personOf(row) }
}

async function findToken(core: Core, tokenHash: string, nowMs: number): Promise<Token | undefined> {
  const row = await core.read
    .selectFrom('tokens')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('revoked_ms', 'is', null)
    .where(({ eb, or }) => or([eb('expires_ms', 'is', null), eb('expires_ms', '>', nowMs)]))
    .executeTakeFirst()
  return row === undefined ? undefined : tokenOf(row)
}

async function end(core: Core, by: By, table: 'sessions' | 'tokens', id: string): Promise<void> {
  await core.transact(async change => {
    const row =
      table === 'sessions'
        ? await change.rows
            .updateTable('sessions')
            .set({ ended_ms: change.nowMs })
            .where('id', '=', id)
            .returning('id')
            .executeTakeFirst()
        : await change.rows
            .updateTable('tokens')
            .set({ revoked_ms: change.nowMs })
            .where('id', '=', id)
            .returning('id')
            .executeTakeFirst()
    const [what, kind] = table === 'sessions' ? ['session', 'session.ended'] : ['token', 'token.revoked']
    demand(row, what ?? '', id)
    change.record({ ...by, kind: kind ?? '', subject: id, body: {} })
  })
}

/** Notes that a session or token was used; the log would drown in these, so they are not in it. */
const touch = (core: Core, table: 'sessions' | 'tokens', id: string): Promise<void> =>
  core.transact(async ({ rows, nowMs }) => {
    if (table === 'sessions')
      await rows.updateTable('sessions').set({ seen_ms: nowMs }).where('id', '=', id).execute()
    else await rows.updateTable('tokens').set({ used_ms: nowMs }).where('id', '=', id).execute()
  })

/** Sessions and tokens. */
export const credentialRoom = (core: Core) => ({
  startSession: (by: By, session: NewSession): Promise<string> => startSession(core, by, session),
  findSession: (tokenHash: string, nowMs: number) => findSession(core, tokenHash, nowMs),
  touchSession: (id: string): Promise<void> => touch(core, 'sessions', id),
  /** Code: `ledger-missing`. */
  endSession: (by: By, id: string): Promise<void> => end(core, by, 'sessions', id),
  listSessions: (person: string): Promise<readonly Row<'sessions'>[]> =>
    core.read
      .selectFrom('sessions')
      .selectAll()
      .where('person', '=', person)
      .where('ended_ms', 'is', null)
      .orderBy('id')
      .execute(),
  createToken: (by: By, token: NewToken): Promise<string> => createToken(core, by, token),
  findToken: (tokenHash: string, nowMs: number) => findToken(core, tokenHash, nowMs),
  touchToken: (id: string): Promise<void> => touch(core, 'tokens', id),
  /** Code: `ledger-missing`. */
  revokeToken: (by: By, id: string): Promise<void> => end(core, by, 'tokens', id),
  listTokens: async (organisation: string): Promise<readonly Token[]> => {
    const query = core.read.selectFrom('tokens').selectAll().where('organisation', '=', organisation)
    return (await query.orderBy('id').execute()).map(tokenOf)
  },
})

export type CredentialRoom = ReturnType<typeof credentialRoom>
