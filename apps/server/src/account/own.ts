import { type Static, Type } from 'typebox'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal, refusalFor } from '../http/refusal.ts'
import { Id, MaybeTime, maybeTime, Nothing, Text, Time, timeText } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { actorName, type SessionActor, sessionActorOf } from './actor.ts'
import type { Desk } from './desk.ts'
import { demandGoodPassword, Password } from './person.ts'
import type { SessionRow, TokenRow } from './port.ts'
import { type Access, scopeOf, scopeReaches, scopes } from './role.ts'
import { hashOf, newToken, tokenHint, tokenPrefix } from './secret.ts'

/** What belongs to the person who is signed in: sessions, password, tokens. */

const signedIn: Access = { kind: 'session', role: 'viewer' }

const sessionShape = Type.Object(
  {
    id: Id('ses'),
    agent: Type.String(),
    address: Type.String(),
    created: Time,
    seen: Time,
    ends: Time,
    isThis: Type.Boolean(),
  },
  { additionalProperties: false },
)

function sessionText(row: SessionRow, actor: SessionActor): Static<typeof sessionShape> {
  const { id, agent, address } = row
  const isThis = actor.session.id === id
  const [created, seen, ends] = [row.createdMs, row.seenMs, row.expiresMs].map(timeText)
  return { id, agent, address, created: created ?? '', seen: seen ?? '', ends: ends ?? '', isThis }
}

const tokenShape = Type.Object(
  {
    id: Id('tok'),
    name: Type.String(),
    begins: Type.String({ description: 'The first characters, to recognise it by' }),
    scopes: Type.Array(Type.Enum([...scopes])),
    created: Time,
    used: MaybeTime,
    ends: MaybeTime,
  },
  { additionalProperties: false },
)

const tokenText = (row: TokenRow): Static<typeof tokenShape> => ({
  id: row.id,
  name: row.name,
  begins: row.prefix,
  scopes: row.scopes.map(scopeOf).filter(scope => scope !== undefined),
  created: timeText(row.createdMs),
  used: maybeTime(row.usedMs),
  ends: maybeTime(row.expiresMs),
})

function sessionRoutes(server: Server, desk: Desk): void {
  const path = `${interfaceRoot}/sessions`
  const list = Type.Object({ items: Type.Array(sessionShape) }, { additionalProperties: false })
  const isLive = ({ seenMs, expiresMs }: SessionRow): boolean =>
    desk.now() < expiresMs && desk.now() - seenMs < desk.rules.idleMs
  server.get(
    path,
    {
      config: { access: signedIn },
      schema: { operationId: 'listSessions', summary: 'Own sessions', response: answers({ 200: list }) },
    },
    async request => {
      const actor = sessionActorOf(request)
      const rows = await desk.store.sessionsOf(actor.person.id)
      return { items: rows.filter(isLive).map(row => sessionText(row, actor)) }
    },
  )
  const params = Type.Object({ id: Id('ses') }, { additionalProperties: false })
  server.delete(
    `${path}/:id`,
    {
      config: { access: signedIn },
      schema: {
        operationId: 'endSession',
        summary: 'End an own session',
        params,
        response: answers({ 204: Nothing }),
      },
    },
    async (request, reply) => {
      const actor = sessionActorOf(request)
      const { id } = request.params
      const own = await desk.store.sessionsOf(actor.person.id)
      if (!own.some(row => row.id === id)) throw new Refusal('server-not-found', 'You have no such session.')
      await desk.store.endSession(actorName(actor), id)
      return reply.code(204).send(null)
    },
  )
}

function passwordRoute(server: Server, desk: Desk): void {
  const body = Type.Object({ current: Password, next: Password }, { additionalProperties: false })
  const schema = {
    operationId: 'changePassword',
    summary: 'Change the own password; other sessions end',
    body,
  }
  server.put(
    `${interfaceRoot}/password`,
    { config: { access: signedIn }, schema: { ...schema, response: answers({ 204: Nothing }) } },
    async (request, reply) => {
      const actor = sessionActorOf(request)
      const { person } = actor
      const waitMs = desk.throttle.waitMs(person.email, request.ip)
      if (waitMs > 0) throw refusalFor('server-login-throttled', 'Too many attempts failed.', waitMs)
      desk.throttle.failed(person.email, request.ip)
      const { matches } = await desk.passwords.check(request.body.current, person.passwordHash)
      if (!matches) throw new Refusal('server-login-failed', 'The current password is another one.')
      desk.throttle.succeeded(person.email, request.ip)
      demandGoodPassword(request.body.next, person.email)
      const hash = await desk.passwords.hash(request.body.next)
      await desk.store.setPassword(actorName(actor), person.id, hash)
      for (const { id } of await desk.store.sessionsOf(person.id))
        if (id !== actor.session.id) await desk.store.endSession(actorName(actor), id)
      return reply.code(204).send(null)
    },
  )
}

/** Nobody has use for more; ended ones do not count. */
const mostTokens = 200

function tokenRoutes(server: Server, desk: Desk): void {
  const path = `${interfaceRoot}/tokens`
  const list = Type.Object({ items: Type.Array(tokenShape) }, { additionalProperties: false })
  server.get(
    path,
    {
      config: { access: signedIn },
      schema: { operationId: 'listTokens', summary: 'Own API tokens', response: answers({ 200: list }) },
    },
    async request => ({
      items: (await desk.store.tokensOf(sessionActorOf(request).person.id)).map(tokenText),
    }),
  )
  makingRoute(server, desk, path)
  const params = Type.Object({ id: Id('tok') }, { additionalProperties: false })
  server.delete(
    `${path}/:id`,
    {
      config: { access: signedIn },
      schema: {
        operationId: 'endToken',
        summary: 'Revoke an own token',
        params,
        response: answers({ 204: Nothing }),
      },
    },
    async (request, reply) => {
      const actor = sessionActorOf(request)
      const { id } = request.params
      const own = await desk.store.tokensOf(actor.person.id)
      if (!own.some(row => row.id === id)) throw new Refusal('server-not-found', 'You have no such token.')
      await desk.store.endToken(actorName(actor), id)
      return reply.code(204).send(null)
    },
  )
}

const tokenBody = Type.Object(
  {
    name: Text(100),
    scopes: Type.Array(Type.Enum([...scopes]), { minItems: 1, maxItems: scopes.length, uniqueItems: true }),
    days: Type.Union([Type.Integer({ minimum: 1, maximum: 3650 }), Type.Null()], {
      description: 'Ends after so many days; null for one that is revoked by hand',
    }),
  },
  { additionalProperties: false },
)

function makingRoute(server: Server, desk: Desk, path: string): void {
  const made = Type.Object(
    { id: Id('tok'), token: Type.String({ description: `${tokenPrefix}..., shown this once` }) },
    { additionalProperties: false },
  )
  const schema = { operationId: 'makeToken', summary: 'Make an API token', body: tokenBody }
  server.post(
    path,
    { config: { access: signedIn }, schema: { ...schema, response: answers({ 201: made }) } },
    async (request, reply) => {
      const actor = sessionActorOf(request)
      const { name, scopes, days } = request.body
      const beyond = scopes.find(scope => !scopeReaches(actor.role, scope))
      if (beyond !== undefined)
        throw new Refusal('server-role', `The role ${actor.role} has no scope ${beyond}.`)
      if ((await desk.store.tokensOf(actor.person.id)).length >= mostTokens)
        throw new Refusal('server-conflict', `There are ${mostTokens} tokens already.`)
      const token = newToken(desk.random)
      const id = await desk.store.addToken(actorName(actor), {
        person: actor.person.id,
        name,
        prefix: `${tokenPrefix}${tokenHint(token)}`,
        tokenHash: hashOf(token),
        scopes,
        expiresMs: days === null ? undefined : desk.now() + days * 86_400_000,
      })
      return reply.code(201).send({ id, token })
    },
  )
}

export const ownRoom =
  (desk: Desk): Room =>
  server => {
    sessionRoutes(server, desk)
    passwordRoute(server, desk)
    tokenRoutes(server, desk)
  }
