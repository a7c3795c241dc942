import cookie from '@fastify/cookie'
import csrf from '@fastify/csrf-protection'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Server } from '../http/context.ts'
import { Refusal } from '../http/refusal.ts'
import { type Authentication, demandAccess, findActor } from './actor.ts'

/** Methods that change nothing (RFC 9110, section 9.2.1). */
const isSafe = (method: string): boolean => /^(GET|HEAD|OPTIONS)$/.test(method)

const forged = (detail: string): Refusal => new Refusal('server-csrf', detail)

/**
 * Browsers say where a request comes from; one that comes from elsewhere changes nothing, not even with a form that
 * needs no session, such as signing in as somebody else. Programs send neither header and pass.
 */
function demandOwnPages(request: FastifyRequest, publicHost: string | undefined): void {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw forged('The request was made by a page of another site.')
  const { origin, host } = request.headers
  if (origin === undefined) return
  const from = URL.canParse(origin) ? new URL(origin).host : undefined
  if (from === undefined || (from !== host?.toLowerCase() && from !== publicHost))
    throw forged('The header Origin names another site than the header Host.')
}

/** The plugin answers through a callback, and sends refusals itself; here they are thrown like all others. */
function demandToken(server: Server, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = {
      send: () => reject(forged('The header X-CSRF-Token is missing or belongs to another session.')),
    }
    const asked = Object.assign(Object.create(reply), refused)
    server.csrfProtection.call(server, request, asked, () => resolve())
  })
}

/**
 * Finds out who asks, before any body is read, and refuses whoever may not. The token against forged requests is a
 * salted hash of the session's secret: it needs no cookie of its own and outlives a restart, as the session does.
 */
export function guard(server: Server, auth: Authentication): void {
  server.register(cookie)
  server.register(csrf, {
    cookieKey: auth.cookieName,
    getToken: request => {
      const sent = request.headers['x-csrf-token']
      return typeof sent === 'string' ? sent : undefined
    },
    logLevel: 'debug',
  })
  server.decorateRequest('actor', undefined)
  // After the limits of rate, which hang at onRequest: a flood does not reach the database.
  server.addHook('preParsing', async (request, reply) => {
    const { access } = request.routeOptions.config
    if (access === undefined) return
    if (!isSafe(request.method)) demandOwnPages(request, auth.publicHost)
    if (access.kind === 'public') return
    request.actor = await findActor(auth, request)
    demandAccess(access, request.actor)
    if (request.actor?.by === 'session' && !isSafe(request.method)) await demandToken(server, request, reply)
  })
}
