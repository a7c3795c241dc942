import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { type Static, Type } from 'typebox'

/** What browsers give as JSON (`PublicKeyCredential.toJSON`); what they add over the years is let through unread. */

const unread = { additionalProperties: true } as const

/** Credential ids have at most 1023 bytes (WebAuthn level 3, section 4). */
const CredentialId = Type.String({ minLength: 1, maxLength: 1364, pattern: '^[\\w-]+$' })
const Bytes = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[\\w-]+$' })
const ClientData = Bytes(8192)

export const registrationBody = Type.Object(
  {
    id: CredentialId,
    type: Type.Literal('public-key'),
    response: Type.Object({ clientDataJSON: ClientData, attestationObject: Bytes(65_536) }, unread),
  },
  { ...unread, description: 'RegistrationResponseJSON of WebAuthn level 3' },
)

export const authenticationBody = Type.Object(
  {
    id: CredentialId,
    type: Type.Literal('public-key'),
    response: Type.Object(
      {
        clientDataJSON: ClientData,
        authenticatorData: Bytes(65_536),
        signature: Bytes(8192),
        userHandle: Type.Optional(Bytes(128)),
      },
      unread,
    ),
  },
  { ...unread, description: 'AuthenticationResponseJSON of WebAuthn level 3' },
)

export function registrationOf({
  id,
  response: { clientDataJSON, attestationObject },
}: Static<typeof registrationBody>): RegistrationResponseJSON {
  const response = { clientDataJSON, attestationObject }
  return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
}

export function authenticationOf({
  id,
  response: { clientDataJSON, authenticatorData, signature, userHandle },
}: Static<typeof authenticationBody>): AuthenticationResponseJSON {
  const own = { clientDataJSON, authenticatorData, signature }
  const response = { ...own, ...(userHandle === undefined ? {} : { userHandle }) }
  return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
}

const optionsShape = (name: string) =>
  Type.Object(
    { challenge: Type.String(), timeout: Type.Integer() },
    { additionalProperties: true, description: `${name} of WebAuthn level 3` },
  )

export const creationShape = optionsShape('PublicKeyCredentialCreationOptionsJSON')
export const requestShape = optionsShape('PublicKeyCredentialRequestOptionsJSON')
