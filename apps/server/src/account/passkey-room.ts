import type { ShownPasskey } from '@foreseen/facts'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { MaybeTime, maybeTime, Text, Time, timeText } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { actorName, type SessionActor, sessionActorOf } from './actor.ts'
import type { Desk } from './desk.ts'
import { anybodySignedIn, demandFresh, endingRoute } from './own.ts'
import { acceptPasskey, creationOptions } from './passkey.ts'
import { creationShape, registrationBody, registrationOf } from './passkey-shapes.ts'
import { demandOtherWay } from './person.ts'
import type { PasskeyRow } from './port.ts'
import { demandParty, type RelyingParty } from './relying-party.ts'
import { hashOf } from './secret.ts'

const path = `${interfaceRoot}/passkeys`

/** Nobody has use for more. */
const mostPasskeys = 50

export const PasskeyName = Text(100)

const passkeyShape = Type.Object(
  { id: Type.String(), name: Type.String(), created: Time, used: MaybeTime },
  { additionalProperties: false },
)

/** Credential ids may be longer than a path holds. */
const publicId = ({ id }: PasskeyRow): string => hashOf(id).slice(0, 32)
const params = Type.Object(
  { id: Type.String({ pattern: '^[0-9a-f]{32}$' }) },
  { additionalProperties: false },
)

const passkeyText = (row: PasskeyRow): Static<typeof passkeyShape> & ShownPasskey => ({
  id: publicId(row),
  name: row.name,
  created: timeText(row.createdMs),
  used: maybeTime(row.usedMs),
})

/** Errors: `server-passkeys-off`. */
export const partyOf = (desk: Desk, request: FastifyRequest): RelyingParty =>
  demandParty(desk.publicUrl, request.headers.host)

/** Errors: `server-not-found`. */
async function demandOwn(desk: Desk, actor: SessionActor, id: string): Promise<PasskeyRow> {
  const own = await desk.store.passkeysOf(actor.person.id)
  const passkey = own.find(row => publicId(row) === id)
  if (passkey === undefined) throw new Refusal('server-not-found', 'You have no such passkey.')
  return passkey
}

function makingRoutes(server: Server, desk: Desk): void {
  const asking = { operationId: 'askForPasskey', summary: 'What a browser needs to make a passkey' }
  server.post(
    `${path}/options`,
    {
      config: { access: anybodySignedIn },
      schema: { ...asking, response: answers({ 200: creationShape }) },
    },
    async request => {
      const actor = sessionActorOf(request)
      demandFresh(desk, actor)
      if ((await desk.store.passkeysOf(actor.person.id)).length >= mostPasskeys)
        throw new Refusal('server-conflict', `There are ${mostPasskeys} passkeys already.`)
      const { person } = actor
      return await creationOptions(desk, partyOf(desk, request), person, 'passkey-add', person.id)
    },
  )
  const body = Type.Object({ name: PasskeyName, passkey: registrationBody }, { additionalProperties: false })
  const adding = { operationId: 'addPasskey', summary: 'Add a passkey', body }
  server.post(
    path,
    {
      config: { access: anybodySignedIn },
      schema: { ...adding, response: answers({ 201: passkeyShape }) },
    },
    async (request, reply) => {
      const actor = sessionActorOf(request)
      demandFresh(desk, actor)
      const { person } = actor
      const { name, passkey } = request.body
      const response = registrationOf(passkey)
      const made = await acceptPasskey(desk, partyOf(desk, request), response, 'passkey-add', person.id)
      await desk.store.addPasskey(actorName(actor), { ...made, name, person: person.id })
      const row = { ...made, name, person: person.id, createdMs: desk.now(), usedMs: undefined }
      return reply.code(201).send(passkeyText(row))
    },
  )
}

function keepingRoutes(server: Server, desk: Desk): void {
  const list = Type.Object({ items: Type.Array(passkeyShape) }, { additionalProperties: false })
  const listing = { operationId: 'listPasskeys', summary: 'Own passkeys', response: answers({ 200: list }) }
  server.get(path, { config: { access: anybodySignedIn }, schema: listing }, async request => ({
    items: (await desk.store.passkeysOf(sessionActorOf(request).person.id)).map(passkeyText),
  }))
  const body = Type.Object({ name: PasskeyName }, { additionalProperties: false })
  const naming = { operationId: 'renamePasskey', summary: 'Give an own passkey another name', params, body }
  server.patch(
    `${path}/:id`,
    {
      config: { access: anybodySignedIn },
      schema: { ...naming, response: answers({ 200: passkeyShape }) },
    },
    async request => {
      const actor = sessionActorOf(request)
      const passkey = await demandOwn(desk, actor, request.params.id)
      await desk.store.renamePasskey(actorName(actor), passkey.id, request.body.name)
      return passkeyText({ ...passkey, name: request.body.name })
    },
  )
  endingRoute(server, {
    path,
    params,
    operationId: 'removePasskey',
    summary: 'Take an own passkey away',
    missing: 'You have no such passkey.',
    idsOf: async person => (await desk.store.passkeysOf(person)).map(publicId),
    end: async (actor, id) => {
      demandFresh(desk, actor)
      const { id: withoutPasskey } = await demandOwn(desk, actor, id)
      await desk.store.changePerson(actorName(actor), actor.person.id, person => {
        demandOtherWay(person, 'passkey')
        return { withoutPasskey }
      })
    },
  })
}

/** Own passkeys: made, named, taken away. */
export const passkeyRoom =
  (desk: Desk): Room =>
  server => {
    makingRoutes(server, desk)
    keepingRoutes(server, desk)
  }
