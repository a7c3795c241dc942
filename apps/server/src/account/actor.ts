import type { FastifyRequest } from 'fastify'
import { Refusal } from '../http/refusal.ts'
import type { AccountStore, PersonRow, SessionRow } from './port.ts'
import {
  type Access,
  type Role,
  reaches,
  roleForScopes,
  roleOf,
  type Scope,
  scopeOf,
  scopeReaches,
} from './role.ts'
import { hashOf, isToken, tokenPrefix } from './secret.ts'

/** A person who signed in. */
export interface SessionActor {
  readonly by: 'session'
  readonly person: PersonRow
  readonly role: Role
  readonly session: SessionRow
}

/** A token, of a person or of the organisation. */
export interface TokenActor {
  readonly by: 'token'
  readonly person: PersonRow | undefined
  readonly role: Role
  readonly tokenId: string
  readonly scopes: readonly Scope[]
}

/** Who asks. */
export type Actor = SessionActor | TokenActor

/** How events name an actor. */
export const actorName = (actor: Actor): string =>
  actor.by === 'session' ? `person:${actor.person.id}` : `token:${actor.tokenId}`

/** How long a session lasts. */
export interface SessionRules {
  /** Without use. */
  readonly idleMs: number
  /** Whatever happens. */
  readonly absoluteMs: number
}

export const sessionRules: SessionRules = { idleMs: 12 * 3_600_000, absoluteMs: 14 * 86_400_000 }

/** Use is noted no more often than this, so that reading does not write. */
const touchEveryMs = 60_000

export interface Authentication {
  readonly store: AccountStore
  readonly now: () => number
  readonly rules: SessionRules
  readonly cookieName: string
  /** Host of the address that people see, where a proxy stands before the server. */
  readonly publicHost: string | undefined
}

/** Who sent a request; `undefined` when it shows nothing, or nothing that is valid. */
export async function findActor(auth: Authentication, request: FastifyRequest): Promise<Actor | undefined> {
  const header = request.headers.authorization
  // A request that shows a token is judged by it alone: a cookie beside it gives it nothing.
  if (header !== undefined) return await actorOfToken(auth, /^Bearer ([!-~]{1,200})$/i.exec(header)?.[1])
  return await actorOfSession(auth, request.cookies[auth.cookieName])
}

/** Whose a token is; `undefined` when it is none, or none any more. */
export async function actorOfToken(
  auth: Pick<Authentication, 'store' | 'now'>,
  token: string | undefined,
): Promise<TokenActor | undefined> {
  if (token === undefined || !isToken(token)) return undefined
  const nowMs = auth.now()
  const row = await auth.store.token(hashOf(token), nowMs)
  if (row === undefined) return undefined
  const scopes = row.scopes.map(scopeOf).filter(scope => scope !== undefined)
  const person = row.person === undefined ? undefined : await auth.store.person(row.person)
  if (row.person !== undefined && (person === undefined || person.endedMs !== undefined)) return undefined
  // One of the organisation has nobody's role: it may what its scopes say.
  const role = person === undefined ? roleForScopes(scopes) : roleOf(person.role)
  if (role === undefined) return undefined
  if (row.usedMs === undefined || nowMs - row.usedMs >= touchEveryMs) await auth.store.touchToken(row.id)
  return { by: 'token', person, role, tokenId: row.id, scopes }
}

async function actorOfSession(auth: Authentication, secret: string | undefined): Promise<Actor | undefined> {
  if (secret === undefined || !/^[\w-]{43}$/.test(secret)) return undefined
  const nowMs = auth.now()
  const found = await auth.store.session(hashOf(secret), nowMs)
  if (found === undefined) return undefined
  const { session, person } = found
  const role = roleOf(person.role)
  const isIdle = nowMs - session.seenMs >= auth.rules.idleMs
  if (role === undefined || person.endedMs !== undefined || isIdle || nowMs >= session.expiresMs)
    return undefined
  if (nowMs - session.seenMs >= touchEveryMs) await auth.store.touchSession(session.id)
  return { by: 'session', person, role, session }
}

function demandRole(access: Exclude<Access, { kind: 'public' }>, { role }: Actor): void {
  if (!reaches(role, access.role))
    throw new Refusal('server-role', `This needs the role ${access.role}; the account has the role ${role}.`)
}

function demandScope(access: Exclude<Access, { kind: 'public' }>, { scopes, role }: TokenActor): void {
  if (access.kind === 'session') throw new Refusal('server-scope', 'Only a person who signed in may do this.')
  const { scope } = access
  if (!scopes.includes(scope) || !scopeReaches(role, scope))
    throw new Refusal(
      'server-scope',
      `This needs a token with the scope ${scope}; this one may ${scopes.join(' and ') || 'nothing'}.`,
    )
}

/** Errors: `server-unauthenticated`, `server-role`, `server-scope`. */
export function demandAccess(access: Access, actor: Actor | undefined): void {
  if (access.kind === 'public') return
  if (actor === undefined)
    throw new Refusal(
      'server-unauthenticated',
      `Nobody is signed in, and no valid token (${tokenPrefix}...) was sent.`,
    )
  // A token of the organisation is nobody's: what it lacks first is a scope, since its role follows from its scopes.
  if (actor.by === 'token' && actor.person === undefined) demandScope(access, actor)
  demandRole(access, actor)
  if (actor.by === 'token') demandScope(access, actor)
}

/** The person of a route that asks for a session. Errors: `server-unauthenticated`, `server-scope`. */
export function sessionActorOf(request: FastifyRequest): SessionActor {
  const actor = actorOf(request)
  if (actor.by === 'token') throw new Refusal('server-scope', 'Only a person who signed in may do this.')
  return actor
}

/** The actor of a route that is not public. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === undefined) throw new Refusal('server-unauthenticated', 'Nobody is signed in.')
  return request.actor
}
