import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { Refusal } from '../http/refusal.ts'
import { type ChallengePurpose, challengeMs, giveChallenge, takeChallenge } from './challenge.ts'
import type { Desk } from './desk.ts'
import type { PasskeyRow, PersonRow } from './port.ts'
import type { RelyingParty } from './relying-party.ts'

/** The two ceremonies of WebAuthn (level 3, section 7): making a passkey, and signing in with one. */

/** COSE numbers: EdDSA, ES256, RS256. Enough for every authenticator on the market (WebAuthn level 3, 5.4, note). */
const algorithms = [-8, -7, -257]

/** The user handle is the person's id: it says nothing of who that is. */
const handleOf = (person: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(person, 'utf8'))

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(base64url, 'base64url'))

const refused = (detail: string): Refusal => new Refusal('server-passkey-refused', detail)

/** What a browser needs to make a passkey for a person. */
export async function creationOptions(
  desk: Desk,
  party: RelyingParty,
  person: PersonRow,
  purpose: ChallengePurpose,
  subject: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const challenge = await giveChallenge(desk, purpose, subject)
  return await generateRegistrationOptions({
    rpName: 'Foreseen',
    rpID: party.id,
    userName: person.email,
    userDisplayName: person.name,
    userID: handleOf(person.id),
    challenge: bytesOf(challenge),
    timeout: challengeMs,
    // Who made the key is nobody's business here, and asking for it worries people.
    attestationType: 'none',
    excludeCredentials: (await desk.store.passkeysOf(person.id)).map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
}

/** What a browser needs to ask for any passkey of this server. */
export async function requestOptions(
  desk: Desk,
  party: RelyingParty,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const challenge = await giveChallenge(desk, 'passkey-sign-in', '')
  return await generateAuthenticationOptions({
    rpID: party.id,
    challenge: bytesOf(challenge),
    timeout: challengeMs,
    userVerification: 'required',
  })
}

/** What the browser says that it answered, and where. Errors: `server-passkey-refused`. */
function clientData(text: string): { readonly challenge: string; readonly origin: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const challenge: unknown = Object(value).challenge
    if (typeof challenge === 'string') return { challenge, origin: Object(value).origin }
  } catch {
    // Said below: what does not parse is no answer.
  }
  throw refused('The answer of the passkey cannot be read.')
}

/** Whoever sends an answer spends its challenge, whatever becomes of it. Errors: `server-passkey-refused`. */
async function demandChallenge(
  desk: Desk,
  party: RelyingParty,
  purpose: ChallengePurpose,
  subject: string,
  clientDataJson: string,
): Promise<string> {
  const { challenge, origin } = clientData(clientDataJson)
  if ((await takeChallenge(desk, purpose, challenge)) !== subject)
    throw refused('The challenge was used, has ended, or was given to somebody else.')
  if (origin !== party.origin) throw refused(`The answer was made for another address than ${party.origin}.`)
  return challenge
}

/** What the library says repeats what was sent, so it is not told further. */
async function verified<T extends { readonly verified: boolean }>(verify: () => Promise<T>): Promise<T> {
  const result = await verify().catch(() => undefined)
  if (result?.verified === true) return result
  throw refused('The answer of the passkey does not hold.')
}

/**
 * A new passkey, proven to be the person's. Errors: `server-passkey-refused`.
 * `subject` is what the challenge was given for.
 */
export async function acceptPasskey(
  desk: Desk,
  party: RelyingParty,
  response: RegistrationResponseJSON,
  purpose: ChallengePurpose,
  subject: string,
): Promise<Pick<PasskeyRow, 'id' | 'publicKey' | 'counter'>> {
  const { clientDataJSON } = response.response
  const expectedChallenge = await demandChallenge(desk, party, purpose, subject, clientDataJSON)
  const { registrationInfo } = await verified(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    }),
  )
  if (registrationInfo === undefined) throw refused('The answer of the passkey does not hold.')
  const { id, publicKey, counter } = registrationInfo.credential
  return { id, publicKey, counter }
}

/**
 * Whose passkey answered. The counter must grow, as said by WebAuthn level 3, section 6.1.1: where it does not, there
 * may be a copy of the key. Errors: `server-passkey-refused`.
 */
export async function findByPasskey(
  desk: Desk,
  party: RelyingParty,
  response: AuthenticationResponseJSON,
  address: string,
): Promise<PersonRow> {
  const { store } = desk
  const { clientDataJSON, userHandle } = response.response
  const expectedChallenge = await demandChallenge(desk, party, 'passkey-sign-in', '', clientDataJSON)
  const passkey = await store.passkey(response.id)
  const person = passkey === undefined ? undefined : await store.person(passkey.person)
  if (passkey === undefined || person === undefined || person.endedMs !== undefined)
    throw refused('The passkey belongs to no account, or the account was closed.')
  if (userHandle !== Buffer.from(person.id, 'utf8').toString('base64url'))
    throw refused('The passkey names another account.')
  const { id, counter } = passkey
  // A counter that stands still is found out below, where servers that ask at once cannot both be told yes.
  const credential = { id, publicKey: new Uint8Array(passkey.publicKey), counter: 0 }
  const { authenticationInfo } = await verified(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential,
    }),
  )
  const { newCounter } = authenticationInfo
  if (await store.usePasskey(id, newCounter)) return person
  await store.note('system', 'passkey.refused', person.id, { address, counter, sent: newCounter })
  throw refused('The passkey counted backwards, as a copy of it would: remove it and add a new one.')
}
