/**
 * What the accounts need of a ledger, for one organisation. Hashes only: no secret passes this door. Times are epoch
 * milliseconds. Every change is recorded as an event together with the change; `actor` is who did it:
 * `person:per_...`, `token:tok_...` or `system`.
 */
import type { Role } from './role.ts'

export interface PersonRow {
  readonly id: string
  /** Lower case; unique; what a person signs in with. */
  readonly email: string
  readonly name: string
  readonly role: string
  /** PHC string of argon2id; `undefined` until one is set. */
  readonly passwordHash: string | undefined
  /** How many passkeys, and how many accounts at the OpenID provider, the person has. */
  readonly passkeys: number
  readonly identities: number
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

/** What shall be otherwise; what is left out stays. */
export interface PersonChange {
  readonly email?: string
  readonly name?: string
  readonly role?: Role
  /** `null` takes the password away. */
  readonly passwordHash?: string | null
  /** Id of a passkey that is taken away. */
  readonly withoutPasskey?: string
  readonly identity?: IdentityRow
  /** Sessions end, but for the one of this id; '' ends all. */
  readonly sessionsBut?: string
  /** The account is closed; sessions and tokens end with it. */
  readonly ended?: true
}

export type DecidePerson = (person: PersonRow, people: readonly PersonRow[]) => PersonChange

/** An account at an OpenID provider. */
export interface IdentityRow {
  readonly issuer: string
  readonly subject: string
}

export interface PasskeyRow {
  /** Credential id, base64url. */
  readonly id: string
  readonly person: string
  readonly name: string
  /** COSE key. */
  readonly publicKey: Uint8Array
  readonly counter: number
  readonly createdMs: number
  readonly usedMs: number | undefined
}

type Text = Readonly<Record<string, string | number | boolean>>

export interface PeopleStore {
  people(): Promise<readonly PersonRow[]>
  person(id: string): Promise<PersonRow | undefined>
  personByEmail(email: string): Promise<PersonRow | undefined>
  /** Errors: `ledger-conflict` when the address or the identity is taken. */
  addPerson(
    actor: string,
    person: Pick<PersonRow, 'email' | 'name' | 'role' | 'passwordHash'> & {
      readonly identity?: IdentityRow
    },
  ): Promise<PersonRow>
  /**
   * `decide` sees the person and everybody as they are at the moment of the change, whatever other servers do; it may
   * be asked again, and what it throws undoes everything. Answers what the person is now. Errors: `ledger-missing`,
   * `ledger-conflict` when the address or the identity is taken.
   */
  changePerson(actor: string, id: string, decide: DecidePerson): Promise<PersonRow>
  /** Who signs in by this account at the provider, also where the person has left. */
  personByIdentity(identity: IdentityRow): Promise<PersonRow | undefined>
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
  /** Ends those for a person who found another way in. */
  endLinks(actor: string, person: string): Promise<void>
}

export interface PasskeyStore {
  /** Errors: `ledger-conflict` when it is there already. */
  addPasskey(
    actor: string,
    passkey: Pick<PasskeyRow, 'id' | 'person' | 'name' | 'publicKey' | 'counter'>,
  ): Promise<void>
  passkeysOf(personId: string): Promise<readonly PasskeyRow[]>
  passkey(id: string): Promise<PasskeyRow | undefined>
  renamePasskey(actor: string, id: string, name: string): Promise<void>
  /** `false`: the counter did not grow. Keys that do not count always say 0. */
  usePasskey(id: string, counter: number): Promise<boolean>
}

/** What is asked and answered within minutes, at whichever server. */
export interface ChallengeStore {
  addChallenge(challenge: {
    readonly hash: string
    readonly purpose: string
    readonly subject: string
    readonly expiresMs: number
  }): Promise<void>
  /** The subject, for exactly one of those who come in time. */
  takeChallenge(purpose: string, hash: string): Promise<string | undefined>
}

export type AccountStore = PeopleStore & SessionStore & TokenStore & LinkStore & PasskeyStore & ChallengeStore
