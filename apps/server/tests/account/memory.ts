/** Accounts in memory, for tests: keeps the promises of the port, and writes down what would be events. */
import type {
  AccountStore,
  IdentityRow,
  LinkRow,
  PasskeyRow,
  PersonChange,
  PersonRow,
  SessionRow,
  TokenRow,
} from '../../src/account/port.ts'

export interface Memory extends AccountStore {
  readonly events: { actor: string; kind: string; subject: string }[]
  readonly rows: Rows
}

interface Rows {
  people: PersonRow[]
  sessions: (SessionRow & { person: string; hash: string; ended: boolean })[]
  tokens: (TokenRow & { hash: string; ended: boolean })[]
  links: (LinkRow & { hash: string; expiresMs: number; used: boolean })[]
  passkeys: PasskeyRow[]
  identities: (IdentityRow & { id: string; person: string })[]
  challenges: { id: string; hash: string; purpose: string; subject: string; expiresMs: number }[]
}

const emptyRows = (): Rows => ({
  people: [],
  sessions: [],
  tokens: [],
  links: [],
  passkeys: [],
  identities: [],
  challenges: [],
})

const missing = () => Object.assign(new Error('missing'), { code: 'ledger-missing' })
const conflict = (what: string) => Object.assign(new Error(`UNIQUE ${what}`), { code: 'ledger-conflict' })

/** `rows` of an earlier memory stand for a file that outlived its process. */
export function memoryAccounts(now: () => number, rows: Rows = emptyRows()): Memory {
  const events: Memory['events'] = []
  const note = (actor: string, kind: string, subject: string) => void events.push({ actor, kind, subject })
  let count = Object.values(rows).flat().length
  const id = (prefix: string) => `${prefix}_${String(++count).padStart(26, '0')}`
  const change = <T extends { id: string }>(list: T[], wanted: string, set: Partial<T>) => {
    const index = list.findIndex(row => row.id === wanted)
    const row = list[index]
    if (row === undefined) throw missing()
    list[index] = { ...row, ...set }
  }
  const counted = (row: PersonRow): PersonRow => ({
    ...row,
    passkeys: rows.passkeys.filter(({ person }) => person === row.id).length,
    identities: rows.identities.filter(({ person }) => person === row.id).length,
  })
  const people = () => rows.people.map(counted)
  const person = (wanted: string) => people().find(row => row.id === wanted)
  const addIdentity = (wanted: string, { issuer, subject }: IdentityRow) => {
    if (rows.identities.some(row => row.issuer === issuer && row.subject === subject))
      throw conflict('identities')
    rows.identities.push({ id: id('ide'), issuer, subject, person: wanted })
  }
  const carryOut = (actor: string, before: PersonRow, wanted: PersonChange) => {
    const { email = before.email, name = before.name, role = before.role, passwordHash } = wanted
    if (rows.people.some(row => row.id !== before.id && row.email === email)) throw conflict('people.email')
    change(rows.people, before.id, { email, name, role })
    if (role !== before.role) note(actor, 'person.role-set', before.id)
    if (passwordHash !== undefined) {
      change(rows.people, before.id, { passwordHash: passwordHash ?? undefined })
      note(actor, passwordHash === null ? 'person.password-removed' : 'person.password-set', before.id)
    }
    if (wanted.withoutPasskey !== undefined) {
      const { withoutPasskey } = wanted
      if (!rows.passkeys.some(row => row.id === withoutPasskey && row.person === before.id)) throw missing()
      rows.passkeys = rows.passkeys.filter(row => row.id !== withoutPasskey)
    }
    if (wanted.identity !== undefined) addIdentity(before.id, wanted.identity)
    const but = wanted.ended ? '' : wanted.sessionsBut
    if (but !== undefined)
      for (const row of rows.sessions) if (row.person === before.id && row.id !== but) row.ended = true
    if (wanted.ended !== true) return
    change(rows.people, before.id, { endedMs: now() })
    note(actor, 'person.ended', before.id)
  }
  return {
    rows,
    events,
    people: async () => people(),
    person: async wanted => person(wanted),
    personByEmail: async email => people().find(row => row.email === email),
    personByIdentity: async ({ issuer, subject }) => {
      const row = rows.identities.find(row => row.issuer === issuer && row.subject === subject)
      return row === undefined ? undefined : person(row.person)
    },
    addPerson: async (actor, { identity, ...given }) => {
      if (rows.people.some(row => row.email === given.email)) throw conflict('people.email')
      const row = {
        ...given,
        id: id('per'),
        passkeys: 0,
        identities: 0,
        createdMs: now(),
        endedMs: undefined,
      }
      if (identity !== undefined) addIdentity(row.id, identity)
      rows.people.push(row)
      note(actor, 'person.added', row.id)
      return counted(row)
    },
    changePerson: async (actor, wanted, decide) => {
      const before = person(wanted)
      if (before === undefined) throw missing()
      carryOut(actor, before, decide(before, people()))
      return person(wanted) ?? before
    },
    note: async (actor, kind, subject) => note(actor, kind, subject),
    startSession: async (actor, { tokenHash: hash, ...given }) => {
      const row = { ...given, id: id('ses'), hash, createdMs: now(), seenMs: now(), ended: false }
      rows.sessions.push(row)
      note(actor, 'session.started', row.id)
      return row.id
    },
    session: async (hash, nowMs) => {
      const session = rows.sessions.find(row => row.hash === hash && !row.ended && row.expiresMs > nowMs)
      const owner = session === undefined ? undefined : person(session.person)
      return session === undefined || owner === undefined || owner.endedMs !== undefined
        ? undefined
        : { session, person: owner }
    },
    sessionsOf: async wanted => rows.sessions.filter(row => row.person === wanted && !row.ended),
    touchSession: async wanted => change(rows.sessions, wanted, { seenMs: now() }),
    endSession: async (actor, wanted) => {
      change(rows.sessions, wanted, { ended: true })
      note(actor, 'session.ended', wanted)
    },
    addToken: async (actor, { tokenHash: hash, ...given }) => {
      const row = { ...given, id: id('tok'), hash, createdMs: now(), usedMs: undefined, ended: false }
      rows.tokens.push(row)
      note(actor, 'token.created', row.id)
      return row.id
    },
    token: async (hash, nowMs) =>
      rows.tokens.find(
        row => row.hash === hash && !row.ended && (row.expiresMs === undefined || row.expiresMs > nowMs),
      ),
    tokensOf: async wanted => rows.tokens.filter(row => row.person === wanted && !row.ended),
    touchToken: async wanted => change(rows.tokens, wanted, { usedMs: now() }),
    endToken: async (actor, wanted) => {
      change(rows.tokens, wanted, { ended: true })
      note(actor, 'token.revoked', wanted)
    },
    addPasskey: async (actor, passkey) => {
      if (rows.passkeys.some(row => row.id === passkey.id)) throw conflict('passkeys.id')
      rows.passkeys.push({ ...passkey, createdMs: now(), usedMs: undefined })
      note(actor, 'passkey.added', passkey.person)
    },
    passkeysOf: async wanted => rows.passkeys.filter(row => row.person === wanted),
    passkey: async wanted => rows.passkeys.find(row => row.id === wanted),
    renamePasskey: async (actor, wanted, name) => {
      change(rows.passkeys, wanted, { name })
      note(actor, 'passkey.renamed', wanted)
    },
    usePasskey: async (wanted, counter) => {
      const row = rows.passkeys.find(row => row.id === wanted)
      if (row === undefined || (counter === 0 ? row.counter !== 0 : counter <= row.counter)) return false
      change(rows.passkeys, wanted, { counter, usedMs: now() })
      return true
    },
    addChallenge: async challenge => {
      rows.challenges.push({ ...challenge, id: id('cha') })
    },
    takeChallenge: async (purpose, hash) => {
      const row = rows.challenges.find(row => row.hash === hash && row.purpose === purpose)
      rows.challenges = rows.challenges.filter(other => other !== row)
      return row === undefined || row.expiresMs <= now() ? undefined : row.subject
    },
    endLinks: async (_actor, wanted) => {
      for (const row of rows.links) if (row.person === wanted) row.used = true
    },
    addLink: async (actor, link) => {
      for (const row of rows.links) if (row.person === link.person) row.used = true
      rows.links.push({ ...link, id: id('tok'), used: false })
      note(actor, 'link.made', link.person ?? 'owner')
    },
    link: async (hash, nowMs) =>
      rows.links.find(row => row.hash === hash && !row.used && row.expiresMs > nowMs),
    useLink: async (actor, wanted) => {
      const link = rows.links.find(row => row.id === wanted && !row.used)
      if (link === undefined) return false
      link.used = true
      note(actor, 'link.used', wanted)
      return true
    },
  }
}
