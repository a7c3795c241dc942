import { Type } from 'typebox'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { interfaceRoot } from '../http/version.ts'
import { attemptsConfig, type Desk, startSession } from './desk.ts'
import { demandGoodPassword, Email, isActingOwner, Password, PersonName, personText } from './person.ts'
import type { AccountStore, LinkRow, PersonRow } from './port.ts'
import { open } from './role.ts'
import { hashOf, newSecret, type RandomBytes } from './secret.ts'
import { signedIn } from './sign-in.ts'

/** A day: long enough to read the log, short enough that an old log opens nothing. */
export const ownerLinkMs = 86_400_000
export const invitationMs = 7 * 86_400_000

/** Whether anybody can sign in who may change accounts. */
export const hasOwner = async (store: AccountStore): Promise<boolean> =>
  (await store.people()).some(isActingOwner)

/**
 * The secret of a link that makes the first owner, while there is none; `undefined` afterwards. Earlier links end. The
 * secret belongs behind a `#`, which browsers send to nobody.
 */
export async function makeOwnerLink(
  store: AccountStore,
  now: () => number,
  random: RandomBytes,
): Promise<string | undefined> {
  if (await hasOwner(store)) return undefined
  const secret = newSecret(random)
  await store.addLink('system', { person: undefined, hash: hashOf(secret), expiresMs: now() + ownerLinkMs })
  return secret
}

/** Errors: `server-link-invalid`. */
async function demandLink(desk: Desk, secret: string): Promise<LinkRow> {
  const link = await desk.store.link(hashOf(secret), desk.now())
  if (link === undefined)
    throw new Refusal('server-link-invalid', 'The link does not work, or not any longer.')
  return link
}

export async function spendLink(desk: Desk, link: LinkRow): Promise<void> {
  if (await desk.store.useLink('system', link.id)) return
  throw new Refusal('server-link-invalid', 'The link was used a moment ago.')
}

export const Secret = Type.String({ pattern: '^[\\w-]{43}$' })

const ownerBody = Type.Object(
  { link: Secret, email: Email, name: PersonName, password: Password },
  { additionalProperties: false },
)
const joinBody = Type.Object({ link: Secret, password: Password }, { additionalProperties: false })

/** The first owner: refused once there is one, whatever link is sent. */
async function makeOwner(
  desk: Desk,
  { link: secret, email, name, password }: { link: string; email: string; name: string; password: string },
): Promise<PersonRow> {
  const link = await demandLink(desk, secret)
  if (link.person !== undefined || (await hasOwner(desk.store)))
    throw new Refusal('server-link-invalid', 'The link is not for the first owner, or there is one.')
  demandGoodPassword(password, email)
  const passwordHash = await desk.passwords.hash(password)
  await spendLink(desk, link)
  const person = { email: email.toLowerCase(), name, role: 'owner', passwordHash }
  return await desk.store.addPerson('system', person)
}

/** The link of an invitation, and whom it is for. Errors: `server-link-invalid`. */
export async function demandInvitation(
  desk: Desk,
  secret: string,
): Promise<{ readonly link: LinkRow; readonly person: PersonRow }> {
  const link = await demandLink(desk, secret)
  const person = link.person === undefined ? undefined : await desk.store.person(link.person)
  if (person === undefined || person.endedMs !== undefined)
    throw new Refusal('server-link-invalid', 'The link is not an invitation, or the account was closed.')
  return { link, person }
}

/** Sets the password of whom the link was made for, and ends what was open before. */
async function join(desk: Desk, secret: string, password: string): Promise<PersonRow> {
  const { link, person } = await demandInvitation(desk, secret)
  demandGoodPassword(password, person.email)
  const passwordHash = await desk.passwords.hash(password)
  await spendLink(desk, link)
  const actor = `person:${person.id}`
  return await desk.store.changePerson(actor, person.id, () => ({ passwordHash, sessionsBut: '' }))
}

export const setupRoom =
  (desk: Desk): Room =>
  server => {
    const path = `${interfaceRoot}/setup`
    const needed = Type.Object({ needed: Type.Boolean() }, { additionalProperties: false })
    server.get(
      path,
      {
        config: { access: open },
        schema: {
          operationId: 'readSetup',
          summary: 'Whether the first owner is missing',
          response: answers({ 200: needed }),
        },
      },
      async () => ({ needed: !(await hasOwner(desk.store)) }),
    )
    const setup = { operationId: 'makeOwner', summary: 'Make the first owner', body: ownerBody }
    server.post(
      path,
      { config: attemptsConfig(desk), schema: { ...setup, response: answers({ 200: signedIn }) } },
      async (request, reply) => {
        const person = await makeOwner(desk, request.body)
        return { person: personText(person), csrfToken: await startSession(desk, person, request, reply) }
      },
    )
    const joining = { operationId: 'join', summary: 'Take up an invitation: set a password', body: joinBody }
    server.post(
      `${interfaceRoot}/invitations`,
      { config: attemptsConfig(desk), schema: { ...joining, response: answers({ 200: signedIn }) } },
      async (request, reply) => {
        const person = await join(desk, request.body.link, request.body.password)
        return { person: personText(person), csrfToken: await startSession(desk, person, request, reply) }
      },
    )
  }
