import { openLedger } from '@foreseen/ledger'
import { Refusal } from '../http/refusal.ts'
import { timeText } from '../http/shapes.ts'
import { organisationOf, type PlaceOptions, sources } from '../serve/open-place.ts'
import { ledgerAddress, openDataDirectory } from '../serve/options.ts'
import { ledgerAccounts } from './ledger.ts'
import { openPasswords, passwordCost } from './password.ts'
import { demandGoodPassword, isEmail } from './person.ts'
import type { AccountStore, PersonRow } from './port.ts'
import { type Role, roleOf, roles, type Scope, scopeOf, scopeReaches, scopes } from './role.ts'
import { hashOf, newSecret, newToken, type RandomBytes, tokenHint, tokenPrefix } from './secret.ts'
import { invitationMs } from './setup.ts'

/**
 * What whoever has the data directory does to accounts without a server; in the event log the actor is `operator`.
 * A server that runs meanwhile sees it at once.
 */

const operator = 'operator'

/** What the operator's acts need. */
export interface OperatorParts {
  readonly store: AccountStore
  readonly now: () => number
  readonly random: RandomBytes
}

/** Accounts that are open. */
export interface OpenedAccounts extends OperatorParts {
  close(): Promise<void>
}

/**
 * Opens the accounts of a data directory or of a database; both are made where there are none. Errors:
 * `server-data-directory`, and those of `openLedger`.
 */
export async function openAccounts({
  data,
  databaseUrl,
}: Pick<PlaceOptions, 'data' | 'databaseUrl'>): Promise<OpenedAccounts> {
  const address = ledgerAddress(await openDataDirectory(data), databaseUrl)
  const ledger = await openLedger({ address, ...sources })
  try {
    const store = ledgerAccounts(ledger, await organisationOf(ledger))
    return { store, now: sources.clock, random: sources.random, close: () => ledger.close() }
  } catch (error) {
    await ledger.close()
    throw error
  }
}

/** Somebody who shall have an account. */
export interface NewUser {
  readonly email: string
  readonly name: string
  /** `viewer`, `responder`, `editor` or `owner`. */
  readonly role: string
  /** Without one, a one-time link is made with which the person sets a password or a passkey. */
  readonly password?: string
}

/** An account that was made. */
export interface AddedUser {
  readonly id: string
  readonly email: string
  readonly role: Role
  /** Belongs behind `#/invitation/` in the address of the server; `undefined` when a password was given. */
  readonly link: string | undefined
  /** ISO 8601; `undefined` without a link. */
  readonly linkEnds: string | undefined
}

const invalid = (at: string, detail: string): Refusal =>
  new Refusal('server-invalid', detail, { parts: [{ at, detail }] })

const noControl = (text: string): boolean => !/[\u0000-\u001f\u007f]/.test(text)

function demandName(name: string, mostCharacters: number): string {
  const trimmed = name.trim()
  if (trimmed !== '' && trimmed.length <= mostCharacters && noControl(trimmed)) return trimmed
  throw invalid('name', `The name must have 1 to ${mostCharacters} characters and no control characters.`)
}

function demandEmail(text: string): string {
  const email = text.trim().toLowerCase()
  if (isEmail(email)) return email
  throw invalid('email', 'The address must be an e-mail address of at most 254 characters.')
}

function demandRole(text: string): Role {
  const role = roleOf(text)
  if (role === undefined) throw invalid('role', `The role must be one of ${roles.join(', ')}.`)
  return role
}

async function linkFor(
  { store, now, random }: OperatorParts,
  person: string,
): Promise<{ readonly link: string; readonly linkEnds: string }> {
  const link = newSecret(random)
  const expiresMs = now() + invitationMs
  await store.addLink(operator, { person, hash: hashOf(link), expiresMs })
  return { link, linkEnds: timeText(expiresMs) }
}

const added = ({ id, email, role }: PersonRow) => ({ id, email, role: demandRole(role) })
const withoutLink = { link: undefined, linkEnds: undefined }

/**
 * Makes an account, with a password or with a one-time link. Errors: `server-invalid`, `server-weak-password`,
 * `server-conflict` when the address is taken, `ledger-*`.
 */
export async function addUser(parts: OperatorParts, user: NewUser): Promise<AddedUser> {
  const email = demandEmail(user.email)
  const name = demandName(user.name, 200)
  const role = demandRole(user.role)
  if ((await parts.store.personByEmail(email)) !== undefined)
    throw new Refusal('server-conflict', `There is an account of ${email} already.`)
  const { password } = user
  if (password !== undefined) demandGoodPassword(password, email)
  const passwords = openPasswords(passwordCost, parts.random)
  const passwordHash = password === undefined ? undefined : await passwords.hash(password)
  const person = await parts.store.addPerson(operator, { email, name, role, passwordHash })
  return { ...added(person), ...(password === undefined ? await linkFor(parts, person.id) : withoutLink) }
}

/** Errors: `server-not-found`, `server-conflict` for a closed account. */
async function demandUser({ store }: OperatorParts, email: string): Promise<PersonRow> {
  const person = await store.personByEmail(demandEmail(email))
  if (person === undefined) throw new Refusal('server-not-found', `There is no account of ${email}.`)
  if (person.endedMs !== undefined) throw new Refusal('server-conflict', `The account of ${email} is closed.`)
  return person
}

/**
 * A new one-time link for an account that exists, for whoever lost the password; earlier links end. Errors:
 * `server-invalid`, `server-not-found`, `server-conflict`, `ledger-*`.
 */
export async function linkUser(parts: OperatorParts, email: string): Promise<AddedUser> {
  const person = await demandUser(parts, email)
  return { ...added(person), ...(await linkFor(parts, person.id)) }
}

/** A token that shall be. */
export interface NewApiToken {
  readonly name: string
  readonly scopes: readonly string[]
  /** Whose it is: it can do no more than that account, and ends with it. Without one it is the organisation's. */
  readonly email?: string
  /** Whole days until it ends, at most 3650; `undefined` for one that is revoked by hand. */
  readonly days: number | undefined
}

/** A token that was made. */
export interface AddedToken {
  readonly id: string
  /** `fsn_...`, told this once. */
  readonly token: string
  readonly scopes: readonly Scope[]
  /** ISO 8601; `undefined` for one without an end. */
  readonly ends: string | undefined
}

function demandScopes(texts: readonly string[]): readonly Scope[] {
  const known = [...new Set(texts)].map(text => {
    const scope = scopeOf(text)
    if (scope === undefined) throw invalid('scopes', `A scope must be one of ${scopes.join(', ')}.`)
    return scope
  })
  if (known.length === 0) throw invalid('scopes', `At least one of ${scopes.join(', ')} is needed.`)
  return known
}

function endOf({ now }: OperatorParts, days: number | undefined): number | undefined {
  if (days === undefined) return undefined
  if (Number.isInteger(days) && days >= 1 && days <= 3650) return now() + days * 86_400_000
  throw invalid('days', 'The days must be a whole number from 1 to 3650.')
}

/**
 * Makes an API token and answers its text. Errors: `server-invalid`, `server-not-found`, `server-conflict`,
 * `server-role` when the account may not have a scope, `ledger-*`.
 */
export async function addToken(parts: OperatorParts, wanted: NewApiToken): Promise<AddedToken> {
  const name = demandName(wanted.name, 100)
  const own = demandScopes(wanted.scopes)
  const expiresMs = endOf(parts, wanted.days)
  const person = wanted.email === undefined ? undefined : await demandUser(parts, wanted.email)
  const beyond = own.find(scope => person !== undefined && !scopeReaches(demandRole(person.role), scope))
  if (beyond !== undefined)
    throw new Refusal('server-role', `The role ${person?.role} has no scope ${beyond}.`)
  const token = newToken(parts.random)
  const prefix = `${tokenPrefix}${tokenHint(token)}`
  const row = { person: person?.id, name, prefix, tokenHash: hashOf(token), scopes: own, expiresMs }
  const id = await parts.store.addToken(operator, row)
  return { id, token, scopes: own, ends: expiresMs === undefined ? undefined : timeText(expiresMs) }
}
