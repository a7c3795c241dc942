import { Type } from 'typebox'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal, refusalFor } from '../http/refusal.ts'
import { Nothing } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { actorName, type SessionActor, sessionActorOf } from './actor.ts'
import type { Desk } from './desk.ts'
import {
  demandGoodPassword,
  demandOtherWay,
  Password,
  PersonName,
  personShape,
  personText,
} from './person.ts'
import type { Access } from './role.ts'

/** What a person changes of their own account: name, password, ways to sign in. */

export const anybodySignedIn: Access = { kind: 'session', role: 'viewer' }

/** A session that was left open is not enough to make or take away a way to sign in. */
const freshMs = 3_600_000

/** Errors: `server-session-old`. */
export function demandFresh(desk: Desk, { session }: SessionActor): void {
  if (desk.now() - session.createdMs <= freshMs) return
  throw new Refusal('server-session-old', 'The session is older than an hour.')
}

/** A kind of thing that people have several of, each of which they may end. */
interface Belongings {
  readonly path: string
  readonly params: ReturnType<typeof Type.Object<{ id: ReturnType<typeof Type.String> }>>
  readonly operationId: string
  readonly summary: string
  readonly missing: string
  /** Ids of those of a person, as the interface names them. */
  readonly idsOf: (personId: string) => Promise<readonly string[]>
  readonly end: (actor: SessionActor, id: string) => Promise<void>
}

/** `DELETE PATH/:id` for what belongs to whoever asks; what belongs to others is not there. */
export function endingRoute(server: Server, own: Belongings): void {
  const { operationId, summary, params } = own
  server.delete(
    `${own.path}/:id`,
    {
      config: { access: anybodySignedIn },
      schema: { operationId, summary, params, response: answers({ 204: Nothing }) },
    },
    async (request, reply) => {
      const actor = sessionActorOf(request)
      const { id } = request.params
      if (!(await own.idsOf(actor.person.id)).includes(id)) throw new Refusal('server-not-found', own.missing)
      await own.end(actor, id)
      return reply.code(204).send(null)
    },
  )
}

function nameRoute(server: Server, desk: Desk): void {
  const body = Type.Object({ name: PersonName }, { additionalProperties: false })
  const schema = { operationId: 'changeOwnName', summary: 'Change the own name', body }
  server.put(
    `${interfaceRoot}/name`,
    {
      config: { access: anybodySignedIn },
      schema: { ...schema, response: answers({ 200: personShape }) },
    },
    async request => {
      const actor = sessionActorOf(request)
      const { name } = request.body
      return personText(await desk.store.changePerson(actorName(actor), actor.person.id, () => ({ name })))
    },
  )
}

/** Errors: `server-login-throttled`, `server-login-failed`, `server-session-old` where there is no password yet. */
async function demandCurrent(
  desk: Desk,
  actor: SessionActor,
  current: string | null,
  address: string,
): Promise<void> {
  const { email, passwordHash } = actor.person
  if (passwordHash === undefined) return demandFresh(desk, actor)
  const waitMs = desk.throttle.waitMs(email, address)
  if (waitMs > 0) throw refusalFor('server-login-throttled', 'Too many attempts failed.', waitMs)
  desk.throttle.failed(email, address)
  const { matches } = await desk.passwords.check(current ?? '', passwordHash)
  if (!matches) throw new Refusal('server-login-failed', 'The current password is another one.')
  desk.throttle.succeeded(email, address)
}

function passwordRoutes(server: Server, desk: Desk): void {
  const path = `${interfaceRoot}/password`
  const current = Type.Union([Password, Type.Null()], { description: 'Null where there is no password yet' })
  const body = Type.Object({ current, next: Password }, { additionalProperties: false })
  const changing = { operationId: 'changePassword', summary: 'Change the own password; other sessions end' }
  server.put(
    path,
    {
      config: { access: anybodySignedIn },
      schema: { ...changing, body, response: answers({ 204: Nothing }) },
    },
    async (request, reply) => {
      const actor = sessionActorOf(request)
      const { person, session } = actor
      await demandCurrent(desk, actor, request.body.current, request.ip)
      demandGoodPassword(request.body.next, person.email)
      const passwordHash = await desk.passwords.hash(request.body.next)
      const change = () => ({ passwordHash, sessionsBut: session.id })
      await desk.store.changePerson(actorName(actor), person.id, change)
      return reply.code(204).send(null)
    },
  )
  const removing = { operationId: 'removePassword', summary: 'Sign in without a password from now on' }
  server.delete(
    path,
    { config: { access: anybodySignedIn }, schema: { ...removing, response: answers({ 204: Nothing }) } },
    async (request, reply) => {
      const actor = sessionActorOf(request)
      demandFresh(desk, actor)
      await desk.store.changePerson(actorName(actor), actor.person.id, person => {
        if (person.passwordHash === undefined) throw new Refusal('server-not-found', 'There is no password.')
        demandOtherWay(person, 'password')
        return { passwordHash: null }
      })
      return reply.code(204).send(null)
    },
  )
}

export const ownRoom =
  (desk: Desk): Room =>
  server => {
    nameRoute(server, desk)
    passwordRoutes(server, desk)
  }
