import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Metrics } from '../metrics/metrics.ts'
import type { SessionRules } from './actor.ts'
import type { Passwords } from './password.ts'
import type { AccountStore, PersonRow } from './port.ts'
import type { Provider } from './provider.ts'
import type { AdmissionRules } from './provider-options.ts'
import { hashOf, newSecret, type RandomBytes } from './secret.ts'
import type { LoginThrottle } from './throttle.ts'

/** What the routes of accounts work with. */
export interface Desk {
  readonly store: AccountStore
  readonly now: () => number
  readonly random: RandomBytes
  readonly passwords: Passwords
  readonly throttle: LoginThrottle
  readonly rules: SessionRules
  readonly cookie: SessionCookie
  readonly metrics: Metrics
  /** Where people reach the server, if it was told. */
  readonly publicUrl: URL | undefined
  /** The OpenID provider, where one is configured. */
  readonly provider: ProviderDesk | undefined
  /** Attempts of one address in a minute, at routes that try secrets. */
  readonly attemptsPerMinute: number
}

/** What signing in at a provider works with. */
export interface ProviderDesk {
  readonly provider: Provider
  readonly redirectUri: string
  readonly admission: AdmissionRules
}

/** How the session cookie is called and sent. */
export interface SessionCookie {
  readonly name: string
  readonly isSecure: boolean
}

/** With `__Host-` a browser takes the cookie over HTTPS only and from this host alone; it refuses that name without HTTPS. */
export const sessionCookie = (isSecure: boolean): SessionCookie => ({
  name: isSecure ? '__Host-foreseen' : 'foreseen_session',
  isSecure,
})

const flags = ({ isSecure }: SessionCookie) =>
  ({ httpOnly: true, secure: isSecure, sameSite: 'strict', path: '/' }) as const

export function clearSession(desk: Desk, reply: FastifyReply): void {
  reply.clearCookie(desk.cookie.name, flags(desk.cookie))
}

const agentOf = (request: FastifyRequest): string =>
  (request.headers['user-agent'] ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, 200)

/**
 * A session of its own for every sign-in; the one that the browser had, if any, is not taken over. Answers the token
 * against forged requests that belongs to it.
 */
export async function startSession(
  desk: Desk,
  person: PersonRow,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> {
  const secret = newSecret(desk.random)
  await desk.store.startSession(`person:${person.id}`, {
    person: person.id,
    tokenHash: hashOf(secret),
    agent: agentOf(request),
    address: request.ip,
    expiresMs: desk.now() + desk.rules.absoluteMs,
  })
  const maxAge = Math.floor(desk.rules.absoluteMs / 1000)
  reply.setCookie(desk.cookie.name, secret, { ...flags(desk.cookie), maxAge })
  // The token is derived from the session's own secret, which the request does not carry yet.
  request.cookies = { ...request.cookies, [desk.cookie.name]: secret }
  return reply.generateCsrf()
}

/** Routes that try a secret: fewer attempts in a minute than others. */
export const attemptsConfig = ({ attemptsPerMinute }: Desk) =>
  ({
    access: { kind: 'public' },
    rateLimit: { max: attemptsPerMinute, timeWindow: 60_000, groupId: 'attempts' },
  }) as const
