import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { interfaceRoot } from '../http/version.ts'
import { attemptsConfig, type Desk, startSession } from './desk.ts'
import { acceptPasskey, creationOptions, findByPasskey, requestOptions } from './passkey.ts'
import { PasskeyName, partyOf } from './passkey-room.ts'
import {
  authenticationBody,
  authenticationOf,
  creationShape,
  registrationBody,
  registrationOf,
  requestShape,
} from './passkey-shapes.ts'
import { personText } from './person.ts'
import type { PersonRow } from './port.ts'
import { demandInvitation, Secret, spendLink } from './setup.ts'
import { signedIn } from './sign-in.ts'

/** The person, counted among sign-ins. Errors: `server-passkey-refused`. */
async function demandPasskey(
  desk: Desk,
  request: FastifyRequest,
  response: AuthenticationResponseJSON,
): Promise<PersonRow> {
  try {
    const person = await findByPasskey(desk, partyOf(desk, request), response, request.ip)
    desk.metrics.logins.inc({ outcome: 'ok' })
    return person
  } catch (error) {
    desk.metrics.logins.inc({ outcome: 'failed' })
    throw error
  }
}

function signingIn(server: Server, desk: Desk): void {
  const path = `${interfaceRoot}/session/passkey`
  const asking = { operationId: 'askPasskey', summary: 'What a browser needs to sign in with a passkey' }
  server.post(
    `${path}/options`,
    { config: attemptsConfig(desk), schema: { ...asking, response: answers({ 200: requestShape }) } },
    request => requestOptions(desk, partyOf(desk, request)),
  )
  const body = Type.Object({ passkey: authenticationBody }, { additionalProperties: false })
  const entering = { operationId: 'signInWithPasskey', summary: 'Sign in with a passkey', body }
  server.post(
    path,
    { config: attemptsConfig(desk), schema: { ...entering, response: answers({ 200: signedIn }) } },
    async (request, reply) => {
      const person = await demandPasskey(desk, request, authenticationOf(request.body.passkey))
      return { person: personText(person), csrfToken: await startSession(desk, person, request, reply) }
    },
  )
}

/** An invitation taken up without ever having a password. */
function joining(server: Server, desk: Desk): void {
  const path = `${interfaceRoot}/invitations/passkey`
  const linkBody = Type.Object({ link: Secret }, { additionalProperties: false })
  const asking = { operationId: 'askForFirstPasskey', summary: 'What a browser needs to join with a passkey' }
  server.post(
    `${path}/options`,
    {
      config: attemptsConfig(desk),
      schema: { ...asking, body: linkBody, response: answers({ 200: creationShape }) },
    },
    async request => {
      const { link, person } = await demandInvitation(desk, request.body.link)
      return await creationOptions(desk, partyOf(desk, request), person, 'passkey-join', link.id)
    },
  )
  const body = Type.Object(
    { link: Secret, name: PasskeyName, passkey: registrationBody },
    { additionalProperties: false },
  )
  const entering = { operationId: 'joinWithPasskey', summary: 'Take up an invitation: add a passkey', body }
  server.post(
    path,
    { config: attemptsConfig(desk), schema: { ...entering, response: answers({ 200: signedIn }) } },
    async (request, reply) => {
      const { name, passkey } = request.body
      const { link, person } = await demandInvitation(desk, request.body.link)
      const response = registrationOf(passkey)
      const made = await acceptPasskey(desk, partyOf(desk, request), response, 'passkey-join', link.id)
      await spendLink(desk, link)
      const actor = `person:${person.id}`
      await desk.store.addPasskey(actor, { ...made, name, person: person.id })
      const joined = await desk.store.changePerson(actor, person.id, () => ({ sessionsBut: '' }))
      return { person: personText(joined), csrfToken: await startSession(desk, joined, request, reply) }
    },
  )
}

/** Signing in, and joining, with a passkey. */
export const passkeySignInRoom =
  (desk: Desk): Room =>
  server => {
    signingIn(server, desk)
    joining(server, desk)
  }
