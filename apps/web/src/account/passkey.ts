import type { ShownPasskey, ShownSignedIn } from '@foreseen/facts'
import { send } from '../http/client.ts'
import { failedHere } from '../http/problem.ts'
import { type CreationOptions, makeCredential, type RequestOptions, showCredential } from './credential.ts'

/** What the browser or the person refused, in words. */
async function asked<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    throw failedHere('web-passkey', cause instanceof Error ? cause.message : String(cause), cause)
  }
}

/** Signs in by a passkey that the browser or a device has for this address. */
export async function signInByPasskey(): Promise<ShownSignedIn> {
  const options = await send<RequestOptions>('POST', '/session/passkey/options')
  const passkey = await asked(() => showCredential(options))
  return await send<ShownSignedIn>('POST', '/session/passkey', { passkey })
}

/** Takes an invitation up without ever having a password; `name` is the passkey's. */
export async function joinByPasskey(link: string, name: string): Promise<ShownSignedIn> {
  const options = await send<CreationOptions>('POST', '/invitations/passkey/options', { link })
  const passkey = await asked(() => makeCredential(options))
  return await send<ShownSignedIn>('POST', '/invitations/passkey', { link, name, passkey })
}

/** Adds a passkey to the own account. */
export async function addPasskey(name: string): Promise<ShownPasskey> {
  const options = await send<CreationOptions>('POST', '/passkeys/options')
  const passkey = await asked(() => makeCredential(options))
  return await send<ShownPasskey>('POST', '/passkeys', { name, passkey })
}
