/** Accounts in memory, for tests: keeps the promises of the port, and writes down what would be events. */
import type { AccountStore, LinkRow, PersonRow, SessionRow, TokenRow } from '../../src/account/port.ts'

export interface Memory extends AccountStore {
  readonly events: { actor: string; kind: string; subject: string }[]
  readonly rows: Rows
}

interface Rows {
  people: PersonRow[]
  sessions: (SessionRow & { person: string; hash: string; ended: boolean })[]
  tokens: (TokenRow & { hash: string; ended: boolean })[]
  links: (LinkRow & { hash: string; expiresMs: number; used: boolean })[]
}

const emptyRows = (): Rows => ({ people: [], sessions: [], tokens: [], links: [] })

/** `rows` of an earlier memory stand for a file that outlived its process. */
export function memoryAccounts(now: () => number, rows: Rows = emptyRows()): Memory {
  const events: Memory['events'] = []
  const note = (actor: string, kind: string, subject: string) => void events.push({ actor, kind, subject })
  let count = Object.values(rows).flat().length
  const id = (prefix: string) => `${prefix}_${String(++count).padStart(26, '0')}`
  const change = <T extends { id: string }>(list: T[], wanted: string, set: Partial<T>) => {
    const index = list.findIndex(row => row.id === wanted)
    const row = list[index]
    if (row === undefined) throw Object.assign(new Error('missing'), { code: 'ledger-missing' })
    list[index] = { ...row, ...set }
  }
  const person = (wanted: string) => rows.people.find(row => row.id === wanted)
  return {
    rows,
    events,
    people: async () => rows.people,
    person: async wanted => person(wanted),
    personByEmail: async email => rows.people.find(row => row.email === email),
    addPerson: async (actor, given) => {
      if (rows.people.some(row => row.email === given.email))
        throw Object.assign(new Error('UNIQUE people.email'), { code: 'ledger-conflict' })
      const row = { ...given, id: id('per'), createdMs: now(), endedMs: undefined }
      rows.people.push(row)
      note(actor, 'person.added', row.id)
      return row
    },
    setRole: async (actor, wanted, role) => {
      change(rows.people, wanted, { role })
      note(actor, 'person.role-set', wanted)
    },
    setPassword: async (actor, wanted, passwordHash) => {
      change(rows.people, wanted, { passwordHash })
      note(actor, 'person.password-set', wanted)
    },
    endPerson: async (actor, wanted) => {
      change(rows.people, wanted, { endedMs: now() })
      note(actor, 'person.ended', wanted)
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
