import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Room, Server } from '../http/context.ts'
import { refusalOf } from '../http/failures.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { interfaceRoot } from '../http/version.ts'
import { giveChallenge, takeChallenge } from './challenge.ts'
import { attemptsConfig, type Desk, type ProviderDesk, startSession } from './desk.ts'
import type { PersonRow } from './port.ts'
import type { Attempt } from './provider.ts'
import { admit } from './provider-sign-in.ts'

const path = `${interfaceRoot}/session/provider`
const backSeconds = 600

/**
 * The browser holds one secret; state, nonce and verifier are derived from it, so that nothing but its hash need be
 * kept here, and an answer fits only into the browser that asked.
 */
function attemptOf(secret: string): Attempt {
  const derived = (of: string) => createHmac('sha256', secret).update(of).digest('base64url')
  return { state: derived('state'), nonce: derived('nonce'), verifier: derived('verifier') }
}

/** Lax: the way back from the provider is a navigation from another site, on which strict cookies stay at home. */
const cookieOf = ({ cookie }: Desk) => ({
  name: cookie.isSecure ? '__Host-foreseen-provider' : 'foreseen_provider',
  flags: { httpOnly: true, secure: cookie.isSecure, sameSite: 'lax', path: '/' } as const,
})

/** A path of these pages and nothing that a browser reads as another host: no second slash, no backslash. */
const Back = Type.String({
  maxLength: 500,
  pattern: '^/(?![/\\\\])[\\w\\-./?=&%~+:,@]*$',
  description: 'Path of the page that opens afterwards',
})

/** Errors: `server-provider-off`. */
function demandProvider({ provider }: Desk): ProviderDesk {
  if (provider !== undefined) return provider
  throw new Refusal('server-provider-off', 'No OpenID provider is configured.')
}

function beginning(server: Server, desk: Desk): void {
  const querystring = Type.Object({ back: Type.Optional(Back) }, { additionalProperties: false })
  const schema = { operationId: 'goToProvider', summary: 'Sign in at the OpenID provider', querystring }
  const moved = Type.Null({ description: 'Go to the provider' })
  server.get(
    path,
    { config: attemptsConfig(desk), schema: { ...schema, response: answers({ 302: moved }) } },
    (request, reply) =>
      said(request, reply, async () => {
        const { provider, redirectUri } = demandProvider(desk)
        const secret = await giveChallenge(desk, 'provider', request.query.back ?? '/')
        const url = await provider.begin(attemptOf(secret), redirectUri)
        const { name, flags } = cookieOf(desk)
        reply.setCookie(name, secret, { ...flags, maxAge: backSeconds })
        return url.href
      }),
  )
}

/** Messages of an error and its causes: those of the library say what is wrong and repeat no values. */
function whyOf(error: unknown): string {
  const parts: string[] = []
  for (let part = error; part instanceof Error && parts.length < 6; part = part.cause)
    parts.push(part.message)
  return parts.join(': ').slice(0, 500)
}

/** Pages are told by another page, programs by a problem document. */
async function said(
  request: FastifyRequest,
  reply: FastifyReply,
  act: () => Promise<string>,
): Promise<FastifyReply> {
  try {
    return reply.redirect(await act(), 302)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal !== undefined) request.log.warn({ why: whyOf(refusal) }, refusal.code)
    const isPage = /\btext\/html\b/.test(request.headers.accept ?? '')
    if (refusal === undefined || !isPage) throw error
    return reply.redirect(`/sign-in?trouble=${refusal.code}`, 302)
  }
}

/** Errors: `server-provider-lost`, `server-provider-down`, `server-provider-refused`, `server-provider-unknown`. */
async function comeBack(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ readonly person: PersonRow; readonly back: string }> {
  const { provider, redirectUri, admission } = demandProvider(desk)
  const { name, flags } = cookieOf(desk)
  const secret = request.cookies[name]
  reply.clearCookie(name, flags)
  const back = secret === undefined ? undefined : await takeChallenge(desk, 'provider', secret)
  if (secret === undefined || back === undefined)
    throw new Refusal('server-provider-lost', 'This browser did not ask, asked twice, or asked too long ago.')
  const url = new URL(redirectUri)
  url.search = new URL(request.url, redirectUri).search
  const claims = await provider.finish(attemptOf(secret), url)
  return { person: await admit(desk, admission, claims), back }
}

function returning(server: Server, desk: Desk): void {
  const answer = Type.String({ maxLength: 4096 })
  // What providers add to the way back differs (RFC 6749, section 4.1.2); what is not known is let through unread.
  const querystring = Type.Object(
    { code: Type.Optional(answer), state: Type.Optional(answer), iss: Type.Optional(answer) },
    { additionalProperties: true },
  )
  const schema = {
    operationId: 'comeBackFromProvider',
    summary: 'The way back from the provider',
    querystring,
  }
  const moved = Type.Null({ description: 'Signed in: go to the page' })
  server.get(
    `${path}/callback`,
    { config: attemptsConfig(desk), schema: { ...schema, response: answers({ 302: moved }) } },
    (request, reply) =>
      said(request, reply, async () => {
        try {
          const { person, back } = await comeBack(desk, request, reply)
          desk.metrics.logins.inc({ outcome: 'ok' })
          await startSession(desk, person, request, reply)
          return back
        } catch (error) {
          desk.metrics.logins.inc({ outcome: 'failed' })
          throw error
        }
      }),
  )
}

/** Signing in at an OpenID provider: the way there, and the way back. */
export const providerRoom =
  (desk: Desk): Room =>
  server => {
    beginning(server, desk)
    returning(server, desk)
  }

/** Where the provider sends browsers back to; it must be registered there. */
export const redirectUriOf = (publicUrl: URL): string => `${publicUrl.origin}${path}/callback`
