import { type Static, Type } from 'typebox'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Id, MaybeTime, maybeTime, Text, Time, timeText } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { actorName, sessionActorOf } from './actor.ts'
import type { Desk } from './desk.ts'
import { anybodySignedIn, endingRoute } from './own.ts'
import type { TokenRow } from './port.ts'
import { scopeOf, scopeReaches, scopes } from './role.ts'
import { hashOf, newToken, tokenHint, tokenPrefix } from './secret.ts'

const path = `${interfaceRoot}/tokens`

/** Nobody has use for more; ended ones do not count. */
const mostTokens = 200

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

function makingRoute(server: Server, desk: Desk): void {
  const made = Type.Object(
    { id: Id('tok'), token: Type.String({ description: `${tokenPrefix}..., shown this once` }) },
    { additionalProperties: false },
  )
  const schema = { operationId: 'makeToken', summary: 'Make an API token', body: tokenBody }
  server.post(
    path,
    { config: { access: anybodySignedIn }, schema: { ...schema, response: answers({ 201: made }) } },
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

/** Own API tokens: seen, made, and revoked. */
export const ownTokenRoom =
  (desk: Desk): Room =>
  server => {
    const list = Type.Object({ items: Type.Array(tokenShape) }, { additionalProperties: false })
    server.get(
      path,
      {
        config: { access: anybodySignedIn },
        schema: { operationId: 'listTokens', summary: 'Own API tokens', response: answers({ 200: list }) },
      },
      async request => ({
        items: (await desk.store.tokensOf(sessionActorOf(request).person.id)).map(tokenText),
      }),
    )
    makingRoute(server, desk)
    endingRoute(server, {
      path,
      params: Type.Object({ id: Id('tok') }, { additionalProperties: false }),
      operationId: 'endToken',
      summary: 'Revoke an own token',
      missing: 'You have no such token.',
      idsOf: async person => (await desk.store.tokensOf(person)).map(({ id }) => id),
      end: (actor, id) => desk.store.endToken(actorName(actor), id),
    })
  }
