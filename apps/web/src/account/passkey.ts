import type { ShownPasskey, ShownSignedIn } from '@foreseen/facts'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import { send } from '../http/client.ts'
import { failedHere } from '../http/problem.ts'

/** The library is loaded when somebody uses a passkey, and not before. */
const library = () => import('@simplewebauthn/browser')

/** What the browser or the person refused, in words. */
function refused(cause: unknown): Error {
  const detail = cause instanceof Error ? cause.message : String(cause)
  return failedHere(
    'web-passkey',
    'No passkey was used.',
    detail,
    'Try again and confirm at the device that holds the passkey, or sign in another way.',
    cause,
  )
}

async function made(options: PublicKeyCredentialCreationOptionsJSON) {
  const { startRegistration } = await library()
  try {
    return await startRegistration({ optionsJSON: options })
  } catch (cause) {
    throw refused(cause)
  }
}

async function shown(options: PublicKeyCredentialRequestOptionsJSON) {
  const { startAuthentication } = await library()
  try {
    return await startAuthentication({ optionsJSON: options })
  } catch (cause) {
    throw refused(cause)
  }
}

/** Signs in by a passkey that the browser or a device has for this address. */
export async function signInByPasskey(): Promise<ShownSignedIn> {
  const passkey = await shown(await send('POST', '/session/passkey/options'))
  return await send<ShownSignedIn>('POST', '/session/passkey', { passkey })
}

/** Takes an invitation up without ever having a password. */
export async function joinByPasskey(link: string, name: string): Promise<ShownSignedIn> {
  const passkey = await made(await send('POST', '/invitations/passkey/options', { link }))
  return await send<ShownSignedIn>('POST', '/invitations/passkey', { link, name, passkey })
}

/** Adds a passkey to the own account. */
export async function addPasskey(name: string): Promise<ShownPasskey> {
  const passkey = await made(await send('POST', '/passkeys/options'))
  return await send<ShownPasskey>('POST', '/passkeys', { name, passkey })
}
