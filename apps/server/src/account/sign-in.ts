import { Type } from 'typebox'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal, refusalFor } from '../http/refusal.ts'
import { Nothing, Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { actorName, actorOf } from './actor.ts'
import { attemptsConfig, clearSession, type Desk, startSession } from './desk.ts'
import { Password, personShape, personText } from './person.ts'
import type { PersonRow } from './port.ts'
import { scopes } from './role.ts'

export const signedIn = Type.Object(
  { person: personShape, csrfToken: Type.String({ description: 'For the header X-CSRF-Token' }) },
  { additionalProperties: false },
)

const whoAsks = Type.Object(
  {
    person: Type.Union([personShape, Type.Null()]),
    by: Type.Enum(['session', 'token']),
    scopes: Type.Array(Type.Enum([...scopes])),
    csrfToken: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
)

/** At today's cost, unless the password was changed meanwhile. */
async function hashAgain(
  { store, passwords }: Desk,
  before: PersonRow,
  password: string,
): Promise<PersonRow> {
  const passwordHash = await passwords.hash(password)
  return await store.changePerson('system', before.id, person =>
    person.passwordHash === before.passwordHash ? { passwordHash } : {},
  )
}

/**
 * Whether login and password belong together. Unknown, closed and passwordless accounts answer in the words and in the
 * time of a wrong password. Errors: `server-login-failed`, `server-login-throttled`, `server-busy`.
 */
async function demandPassword(
  desk: Desk,
  email: string,
  password: string,
  address: string,
): Promise<PersonRow> {
  const { store, throttle, metrics } = desk
  const waitMs = throttle.waitMs(email, address)
  if (waitMs > 0) {
    metrics.logins.inc({ outcome: 'throttled' })
    throw refusalFor('server-login-throttled', 'Too many attempts failed.', waitMs)
  }
  // Counted before it is known, so that many at once are not all free; taken back when it was right.
  throttle.failed(email, address)
  const person = await store.personByEmail(email)
  const hash = person?.endedMs === undefined ? person?.passwordHash : undefined
  const { matches, isOutdated } = await desk.passwords.check(password, hash)
  if (person === undefined || !matches) {
    metrics.logins.inc({ outcome: 'failed' })
    if (person !== undefined) await store.note('system', 'session.refused', person.id, { address })
    throw new Refusal('server-login-failed', 'The address and the password do not belong together.')
  }
  throttle.succeeded(email, address)
  metrics.logins.inc({ outcome: 'ok' })
  return isOutdated ? await hashAgain(desk, person, password) : person
}

export const signInRoom =
  (desk: Desk): Room =>
  server => {
    const path = `${interfaceRoot}/session`
    const body = Type.Object({ email: Text(254), password: Password }, { additionalProperties: false })
    server.post(
      path,
      {
        config: attemptsConfig(desk),
        schema: { operationId: 'signIn', summary: 'Sign in', body, response: answers({ 200: signedIn }) },
      },
      async (request, reply) => {
        const { email, password } = request.body
        const person = await demandPassword(desk, email.trim().toLowerCase(), password, request.ip)
        const csrfToken = await startSession(desk, person, request, reply)
        return { person: personText(person), csrfToken }
      },
    )
    server.get(
      path,
      {
        config: { access: { kind: 'role', role: 'viewer', scope: 'read' } },
        schema: { operationId: 'whoAsks', summary: 'Who is asking', response: answers({ 200: whoAsks }) },
      },
      (request, reply) => {
        const actor = actorOf(request)
        const isSession = actor.by === 'session'
        const csrfToken = isSession ? reply.generateCsrf() : null
        const own = isSession ? [] : [...actor.scopes]
        const { person } = actor
        return {
          person: person === undefined ? null : personText(person),
          by: actor.by,
          scopes: own,
          csrfToken,
        }
      },
    )
    server.delete(
      path,
      {
        config: { access: { kind: 'session', role: 'viewer' } },
        schema: { operationId: 'signOut', summary: 'Sign out', response: answers({ 204: Nothing }) },
      },
      async (request, reply) => {
        const actor = actorOf(request)
        if (actor.by === 'session') await desk.store.endSession(actorName(actor), actor.session.id)
        clearSession(desk, reply)
        return reply.code(204).send(null)
      },
    )
  }
