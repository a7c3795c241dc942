import { Type } from 'typebox'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Id, Nothing, Text, Time, timeText } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { demandMatch, etagOf, sendTagged } from '../listing/etag.ts'
import { type Actor, actorName, actorOf } from './actor.ts'
import type { Desk } from './desk.ts'
import { Email, personShape, personText, RoleText } from './person.ts'
import type { PersonRow } from './port.ts'
import type { Access, Role } from './role.ts'
import { hashOf, newSecret } from './secret.ts'
import { invitationMs } from './setup.ts'

const owners: Access = { kind: 'session', role: 'owner' }
const params = Type.Object({ id: Id('per') }, { additionalProperties: false })
const invitation = Type.Object(
  { link: Type.String({ description: 'Shown once; belongs behind a # in an address.' }), ends: Time },
  { additionalProperties: false },
)
const invited = Type.Object({ person: personShape, invitation }, { additionalProperties: false })
const list = Type.Object({ items: Type.Array(personShape) }, { additionalProperties: false })

/** Errors: `server-not-found`. */
async function demandPerson(desk: Desk, id: string): Promise<PersonRow> {
  const person = await desk.store.person(id)
  if (person === undefined) throw new Refusal('server-not-found', 'There is no person with this identifier.')
  return person
}

async function invite(desk: Desk, actor: Actor, person: string): Promise<{ link: string; ends: string }> {
  const link = newSecret(desk.random)
  const expiresMs = desk.now() + invitationMs
  await desk.store.addLink(actorName(actor), { person, hash: hashOf(link), expiresMs })
  return { link, ends: timeText(expiresMs) }
}

/** Errors: `server-conflict`. */
async function demandAnotherOwner(desk: Desk, without: PersonRow): Promise<void> {
  if (without.role !== 'owner') return
  const people = await desk.store.people()
  const isOther = ({ id, role, endedMs, passwordHash }: PersonRow) =>
    id !== without.id && role === 'owner' && endedMs === undefined && passwordHash !== undefined
  if (!people.some(isOther)) throw new Refusal('server-conflict', 'Nobody else who can sign in is an owner.')
}

/** One after the other: two owners who demote each other at once must not both succeed. */
function inTurn(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return act => {
    const turn = last.then(act)
    last = turn.catch(() => undefined)
    return turn
  }
}

function readingRoutes(server: Server, desk: Desk): void {
  server.get(
    `${interfaceRoot}/people`,
    {
      config: { access: owners },
      schema: { operationId: 'listPeople', summary: 'All people', response: answers({ 200: list }) },
    },
    async () => ({ items: (await desk.store.people()).map(personText) }),
  )
  server.get(
    `${interfaceRoot}/people/:id`,
    {
      config: { access: owners },
      schema: {
        operationId: 'readPerson',
        summary: 'One person',
        params,
        response: answers({ 200: personShape }),
      },
    },
    async (request, reply) => {
      const text = personText(await demandPerson(desk, request.params.id))
      return sendTagged(request, reply, etagOf(text), text)
    },
  )
}

function invitingRoutes(server: Server, desk: Desk): void {
  const body = Type.Object({ email: Email, name: Text(200), role: RoleText }, { additionalProperties: false })
  server.post(
    `${interfaceRoot}/people`,
    {
      config: { access: owners },
      schema: {
        operationId: 'invitePerson',
        summary: 'Invite a person',
        body,
        response: answers({ 201: invited }),
      },
    },
    async (request, reply) => {
      const actor = actorOf(request)
      const { email, name, role } = request.body
      const row = { email: email.toLowerCase(), name, role, passwordHash: undefined }
      const person = await desk.store.addPerson(actorName(actor), row)
      const answer = { person: personText(person), invitation: await invite(desk, actor, person.id) }
      return reply.code(201).header('location', `${interfaceRoot}/people/${person.id}`).send(answer)
    },
  )
  const again = { operationId: 'inviteAgain', summary: 'A new one-time link; earlier ones end', params }
  server.post(
    `${interfaceRoot}/people/:id/invitations`,
    { config: { access: owners }, schema: { ...again, response: answers({ 201: invitation }) } },
    async (request, reply) => {
      const person = await demandPerson(desk, request.params.id)
      if (person.endedMs !== undefined) throw new Refusal('server-conflict', 'The account is closed.')
      return reply.code(201).send(await invite(desk, actorOf(request), person.id))
    },
  )
}

function changingRoutes(server: Server, desk: Desk): void {
  const turn = inTurn()
  const body = Type.Object({ role: RoleText }, { additionalProperties: false })
  const setRole = async (actor: Actor, person: PersonRow, role: Role): Promise<PersonRow> => {
    if (person.endedMs !== undefined) throw new Refusal('server-conflict', 'The account is closed.')
    if (role !== 'owner') await demandAnotherOwner(desk, person)
    if (role !== person.role) await desk.store.setRole(actorName(actor), person.id, role)
    return { ...person, role }
  }
  const changing = { operationId: 'changePerson', summary: 'Change a role; needs If-Match', params, body }
  server.patch(
    `${interfaceRoot}/people/:id`,
    { config: { access: owners }, schema: { ...changing, response: answers({ 200: personShape }) } },
    (request, reply) =>
      turn(async () => {
        const person = await demandPerson(desk, request.params.id)
        demandMatch(request, etagOf(personText(person)))
        const text = personText(await setRole(actorOf(request), person, request.body.role))
        return sendTagged(request, reply, etagOf(text), text)
      }),
  )
  const closing = { operationId: 'closePerson', summary: 'Close an account: sessions and tokens end', params }
  server.delete(
    `${interfaceRoot}/people/:id`,
    { config: { access: owners }, schema: { ...closing, response: answers({ 204: Nothing }) } },
    (request, reply) =>
      turn(async () => {
        const person = await demandPerson(desk, request.params.id)
        await demandAnotherOwner(desk, person)
        if (person.endedMs === undefined) await desk.store.endPerson(actorName(actorOf(request)), person.id)
        return reply.code(204).send(null)
      }),
  )
}

export const peopleRoom =
  (desk: Desk): Room =>
  server => {
    readingRoutes(server, desk)
    invitingRoutes(server, desk)
    changingRoutes(server, desk)
  }
