import type { ShownPerson, ShownRole } from './account.ts'

/** Where somebody is signed in. */
export interface ShownSession {
  readonly id: string
  /** What the browser calls itself. */
  readonly agent: string
  readonly address: string
  readonly created: string
  readonly seen: string
  readonly ends: string
  /** The session that asks. */
  readonly isThis: boolean
}

/** What an API token may be for, with the role that a person needs to make one. */
export interface ShownScope {
  readonly scope: string
  readonly role: ShownRole
}

export interface ShownToken {
  readonly id: string
  readonly name: string
  /** The first characters, to recognise it by. */
  readonly begins: string
  readonly scopes: readonly string[]
  readonly created: string
  readonly used: string | null
  readonly ends: string | null
}

/** The answer to whoever makes a token: the only one that has it whole. */
export interface ShownMadeToken {
  readonly id: string
  readonly token: string
}

/** A one-time link for somebody's password; the link is the part behind `#/invitation/`. */
export interface ShownInvitation {
  readonly link: string
  readonly ends: string
}

export interface ShownInvited {
  readonly person: ShownPerson
  readonly invitation: ShownInvitation
}

/** What roles and scopes mean. */
export interface ShownRoles {
  readonly roles: readonly { readonly role: ShownRole; readonly meaning: string }[]
  readonly scopes: readonly ShownScope[]
}
