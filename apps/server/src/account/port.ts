/**
 * What the accounts need of a ledger, for one organisation. Hashes only: no secret passes this door. Times are epoch
 * milliseconds. Every change is recorded as an event together with the change; `actor` is who did it:
 * `person:per_...`, `token:tok_...` or `system`.
 */

export interface PersonRow {
  readonly id: string
  /** Lower case; unique; what a person signs in with. */
  readonly email: string
  readonly name: string
  readonly role: string
  /** PHC string of argon2id; `undefined` until an invitation is taken up. */
  readonly passwordHash: string | undefined
  readonly createdMs: number
  /** Closed accounts stay, so that events keep their names. */
  readonly endedMs: number | undefined
}

export interface SessionRow {
  readonly id: string
  readonly agent: string
  readonly address: string
  readonly createdMs: number
  readonly seenMs: number
  /** The moment after which it ends whatever happens. */
  readonly expiresMs: number
}

export interface TokenRow {
  readonly id: string
  readonly person: string | undefined
  readonly name: string
  /** What can be shown of it, to recognise it by. */
  readonly prefix: string
  readonly scopes: readonly string[]
  readonly createdMs: number
  readonly usedMs: number | undefined
  readonly expiresMs: number | undefined
}

/** A link that works once: for the first owner, or for a person who sets a password. */
export interface LinkRow {
  readonly id: string
  /** `undefined` for the first owner. */
  readonly person: string | undefined
}

type Text = Readonly<Record<string, string | number | boolean>>

export interface PeopleStore {
  people(): Promise<readonly PersonRow[]>
  person(id: string): Promise<PersonRow | undefined>
  personByEmail(email: string): Promise<PersonRow | undefined>
  /** Errors: `ledger-conflict` when the address is taken. */
  addPerson(
    actor: string,
    person: Pick<PersonRow, 'email' | 'name' | 'role' | 'passwordHash'>,
  ): Promise<PersonRow>
  setRole(actor: string, id: string, role: string): Promise<void>
  setPassword(actor: string, id: string, passwordHash: string): Promise<void>
  /** Ends sessions and tokens with it. */
  endPerson(actor: string, id: string): Promise<void>
  /** An event without a change, such as a failed attempt to sign in. */
  note(actor: string, kind: string, subject: string, body: Text): Promise<void>
}

export interface SessionStore {
  startSession(
    actor: string,
    session: {
      readonly person: string
      readonly tokenHash: string
      readonly agent: string
      readonly address: string
      readonly expiresMs: number
    },
  ): Promise<string>
  /** The session and its person, if neither has ended. */
  session(
    tokenHash: string,
    nowMs: number,
  ): Promise<{ readonly session: SessionRow; readonly person: PersonRow } | undefined>
  sessionsOf(personId: string): Promise<readonly SessionRow[]>
  /** No event: use is no decision. */
  touchSession(id: string): Promise<void>
  endSession(actor: string, id: string): Promise<void>
}

export interface TokenStore {
  addToken(
    actor: string,
    token: {
      /** `undefined` for one of the organisation. */
      readonly person: string | undefined
      readonly name: string
      readonly prefix: string
      readonly tokenHash: string
      readonly scopes: readonly string[]
      readonly expiresMs: number | undefined
    },
  ): Promise<string>
  /** The token, if it has not ended. */
  token(tokenHash: string, nowMs: number): Promise<TokenRow | undefined>
  /** Those that have not been revoked. */
  tokensOf(personId: string): Promise<readonly TokenRow[]>
  touchToken(id: string): Promise<void>
  endToken(actor: string, id: string): Promise<void>
}

export interface LinkStore {
  /** Ends earlier links for the same person, or for the first owner. */
  addLink(
    actor: string,
    link: { readonly person: string | undefined; readonly hash: string; readonly expiresMs: number },
  ): Promise<void>
  /** The link, if it was neither used nor has ended. */
  link(hash: string, nowMs: number): Promise<LinkRow | undefined>
  /** `true` for exactly one of those who use it. */
  useLink(actor: string, id: string): Promise<boolean>
}

export type AccountStore = PeopleStore & SessionStore & TokenStore & LinkStore
