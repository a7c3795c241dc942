import { Type } from 'typebox'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Id, Nothing, Time, timeText } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { demandMatch, etagOf, sendTagged } from '../listing/etag.ts'
import { type Actor, actorName, actorOf } from './actor.ts'
import type { Desk } from './desk.ts'
import {
  demandAnotherOwner,
  demandNotClosed,
  Email,
  PersonName,
  personShape,
  personText,
  RoleText,
} from './person.ts'
import type { PersonRow } from './port.ts'
import type { Access } from './role.ts'
import { hashOf, newSecret } from './secret.ts'
import { invitationMs } from './setup.ts'

const owners: Access = { kind: 'session', role: 'owner' }
const path = `${interfaceRoot}/people`
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

function readingRoutes(server: Server, desk: Desk): void {
  const listing = { operationId: 'listPeople', summary: 'All people', response: answers({ 200: list }) }
  server.get(path, { config: { access: owners }, schema: listing }, async () => ({
    items: (await desk.store.people()).map(personText),
  }))
  const reading = { operationId: 'readPerson', summary: 'One person', params }
  server.get(
    `${path}/:id`,
    { config: { access: owners }, schema: { ...reading, response: answers({ 200: personShape }) } },
    async (request, reply) => {
      const text = personText(await demandPerson(desk, request.params.id))
      return sendTagged(request, reply, etagOf(text), text)
    },
  )
}

function invitingRoutes(server: Server, desk: Desk): void {
  const body = Type.Object(
    { email: Email, name: PersonName, role: RoleText },
    { additionalProperties: false },
  )
  const inviting = { operationId: 'invitePerson', summary: 'Invite a person', body }
  server.post(
    path,
    { config: { access: owners }, schema: { ...inviting, response: answers({ 201: invited }) } },
    async (request, reply) => {
      const actor = actorOf(request)
      const { email, name, role } = request.body
      const row = { email: email.toLowerCase(), name, role, passwordHash: undefined }
      const person = await desk.store.addPerson(actorName(actor), row)
      const answer = { person: personText(person), invitation: await invite(desk, actor, person.id) }
      return reply.code(201).header('location', `${path}/${person.id}`).send(answer)
    },
  )
  const again = { operationId: 'inviteAgain', summary: 'A new one-time link; earlier ones end', params }
  server.post(
    `${path}/:id/invitations`,
    { config: { access: owners }, schema: { ...again, response: answers({ 201: invitation }) } },
    async (request, reply) => {
      const person = await demandPerson(desk, request.params.id)
      demandNotClosed(person)
      return reply.code(201).send(await invite(desk, actorOf(request), person.id))
    },
  )
}

const changeBody = Type.Object(
  { email: Type.Optional(Email), name: Type.Optional(PersonName), role: Type.Optional(RoleText) },
  { additionalProperties: false, minProperties: 1 },
)

function changingRoutes(server: Server, desk: Desk): void {
  const summary = 'Change address, name or role; needs If-Match'
  const changing = { operationId: 'changePerson', summary, params, body: changeBody }
  server.patch(
    `${path}/:id`,
    { config: { access: owners }, schema: { ...changing, response: answers({ 200: personShape }) } },
    async (request, reply) => {
      const { body } = request
      const actor = actorName(actorOf(request))
      const changed = await desk.store.changePerson(actor, request.params.id, (person, people) => {
        demandMatch(request, etagOf(personText(person)))
        demandNotClosed(person)
        if (body.role !== undefined && body.role !== 'owner') demandAnotherOwner(person, people)
        return body
      })
      const text = personText(changed)
      return sendTagged(request, reply, etagOf(text), text)
    },
  )
  const closing = { operationId: 'closePerson', summary: 'Close an account: sessions and tokens end', params }
  server.delete(
    `${path}/:id`,
    { config: { access: owners }, schema: { ...closing, response: answers({ 204: Nothing }) } },
    async (request, reply) => {
      const actor = actorName(actorOf(request))
      await desk.store.changePerson(actor, request.params.id, (person, people) => {
        demandAnotherOwner(person, people)
        return { ended: true }
      })
      return reply.code(204).send(null)
    },
  )
}

export const peopleRoom =
  (desk: Desk): Room =>
  server => {
    readingRoutes(server, desk)
    invitingRoutes(server, desk)
    changingRoutes(server, desk)
  }
