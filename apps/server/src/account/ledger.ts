import type { By, Ledger, Person, Token } from '@foreseen/ledger'
import { LedgerFailure } from '@foreseen/ledger'
import type {
  AccountStore,
  ChallengeStore,
  LinkStore,
  PasskeyStore,
  PeopleStore,
  PersonRow,
  SessionStore,
  TokenStore,
} from './port.ts'
import { roleOf } from './role.ts'

/** Accounts of one organisation in the ledger. */

/** One-time links are kept as tokens of this scope, which no route asks for and no person can give. */
const linkScope = 'one-time-link'
const isLink = ({ scopes }: Token): boolean => scopes.includes(linkScope)

const isMissing = (error: unknown): boolean =>
  error instanceof LedgerFailure && error.code === 'ledger-missing'

/** Roles are checked where they come in; one that is none is an error of ours. */
function demandRole(text: string): Person['role'] {
  const role = roleOf(text)
  if (role === undefined) throw new Error(`no role: ${text}`)
  return role
}

function peopleOf(ledger: Ledger, organisation: string): PeopleStore {
  const { accounts } = ledger
  const by = (actor: string): By => ({ organisation, actor })
  return {
    people: () => accounts.listPeople(organisation),
    person: async id => {
      try {
        const person = await accounts.getPerson(id)
        return person.organisation === organisation ? person : undefined
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    personByEmail: email => accounts.findPerson(organisation, email),
    personByIdentity: ({ issuer, subject }) => accounts.findByIdentity(organisation, issuer, subject),
    addPerson: (actor, { role, passwordHash, ...person }): Promise<PersonRow> =>
      accounts.addPerson(by(actor), {
        ...person,
        role: demandRole(role),
        ...(passwordHash === undefined ? {} : { passwordHash }),
      }),
    changePerson: (actor, id, decide) => accounts.changePerson(by(actor), id, decide),
    note: (actor, kind, subject, body) =>
      ledger.transact(async change => change.record({ organisation, actor, kind, subject, body })),
  }
}

function sessionsOf({ accounts }: Ledger, organisation: string): SessionStore {
  return {
    startSession: (actor, session) => accounts.startSession({ organisation, actor }, session),
    session: async (tokenHash, nowMs) => {
      const found = await accounts.findSession(tokenHash, nowMs)
      if (found === undefined || found.person.organisation !== organisation) return undefined
      return { session: rowOf(found.session), person: found.person }
    },
    sessionsOf: async personId => (await accounts.listSessions(personId)).map(rowOf),
    touchSession: id => accounts.touchSession(id),
    endSession: (actor, id) => accounts.endSession({ organisation, actor }, id),
  }
}

type StoredSession = Awaited<ReturnType<Ledger['accounts']['listSessions']>>[number]

const rowOf = ({ id, agent, address, created_ms, seen_ms, expires_ms }: StoredSession) => ({
  id,
  agent,
  address,
  createdMs: created_ms,
  seenMs: seen_ms,
  expiresMs: expires_ms,
})

function tokensOf({ accounts }: Ledger, organisation: string): TokenStore {
  return {
    addToken: (actor, { person, expiresMs, ...token }) =>
      accounts.createToken(
        { organisation, actor },
        {
          ...token,
          ...(person === undefined ? {} : { person }),
          ...(expiresMs === undefined ? {} : { expiresMs }),
        },
      ),
    token: async (tokenHash, nowMs) => {
      const token = await accounts.findToken(tokenHash, nowMs)
      return token === undefined || isLink(token) || token.organisation !== organisation ? undefined : token
    },
    tokensOf: async personId =>
      (await accounts.listTokens(organisation)).filter(
        token => token.person === personId && token.revokedMs === undefined && !isLink(token),
      ),
    touchToken: id => accounts.touchToken(id),
    endToken: (actor, id) => accounts.revokeToken({ organisation, actor }, id),
  }
}

function linksOf(ledger: Ledger, organisation: string): LinkStore {
  const { accounts } = ledger
  const endAll = async (actor: string, person: string | undefined) => {
    for (const token of await accounts.listTokens(organisation))
      if (isLink(token) && token.person === person && token.revokedMs === undefined)
        await accounts.revokeToken({ organisation, actor }, token.id)
  }
  return {
    endLinks: endAll,
    addLink: async (actor, { person, hash, expiresMs }) => {
      const by = { organisation, actor }
      await endAll(actor, person)
      await accounts.createToken(by, {
        name: 'one-time link',
        prefix: '',
        tokenHash: hash,
        scopes: [linkScope],
        expiresMs,
        ...(person === undefined ? {} : { person }),
      })
    },
    link: async (hash, nowMs) => {
      const token = await accounts.findToken(hash, nowMs)
      if (token === undefined || !isLink(token) || token.organisation !== organisation) return undefined
      return { id: token.id, person: token.person }
    },
    // Revoking twice is no error to the ledger, so that "exactly one" is decided in a change of our own.
    useLink: (actor, id) =>
      ledger.transact(async change => {
        const row = await change.rows
          .updateTable('tokens')
          .set({ revoked_ms: change.nowMs })
          .where('id', '=', id)
          .where('revoked_ms', 'is', null)
          .returning('id')
          .executeTakeFirst()
        if (row === undefined) return false
        change.record({ organisation, actor, kind: 'link.used', subject: id, body: {} })
        return true
      }),
  }
}

type StoredPasskey = Awaited<ReturnType<Ledger['accounts']['listPasskeys']>>[number]

const passkeyOf = ({ id, person, name, public_key, counter, created_ms, used_ms }: StoredPasskey) => ({
  id,
  person,
  name,
  publicKey: public_key,
  counter,
  createdMs: created_ms,
  usedMs: used_ms ?? undefined,
})

const passkeysOf = ({ accounts }: Ledger, organisation: string): PasskeyStore => ({
  addPasskey: (actor, { publicKey, ...passkey }) =>
    accounts.addPasskey({ organisation, actor }, { ...passkey, public_key: publicKey }),
  passkeysOf: async person => (await accounts.listPasskeys(person)).map(passkeyOf),
  passkey: async id => {
    const found = await accounts.findPasskey(id)
    return found?.person.organisation === organisation ? passkeyOf(found.passkey) : undefined
  },
  renamePasskey: (actor, id, name) => accounts.renamePasskey({ organisation, actor }, id, name),
  usePasskey: (id, counter) => accounts.usePasskey(id, counter),
})

const challengesOf = ({ accounts }: Ledger, organisation: string): ChallengeStore => ({
  addChallenge: challenge => accounts.addChallenge(organisation, challenge),
  takeChallenge: (purpose, hash) => accounts.takeChallenge(organisation, purpose, hash),
})

export const ledgerAccounts = (ledger: Ledger, organisation: string): AccountStore => ({
  ...peopleOf(ledger, organisation),
  ...sessionsOf(ledger, organisation),
  ...tokensOf(ledger, organisation),
  ...linksOf(ledger, organisation),
  ...passkeysOf(ledger, organisation),
  ...challengesOf(ledger, organisation),
})
