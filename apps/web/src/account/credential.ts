/**
 * Passkeys of the browser as the JSON of WebAuthn level 3. Written here since the browsers' own
 * `parseCreationOptionsFromJSON` and `toJSON` are younger than browsers in use, and only bytes have to be turned.
 */

const toText = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0))

interface Named {
  readonly id: string
  readonly type: 'public-key'
  readonly transports?: AuthenticatorTransport[]
}

const named = (list: readonly Named[] | undefined): PublicKeyCredentialDescriptor[] =>
  (list ?? []).map(({ id, ...rest }) => ({ ...rest, id: toBytes(id) }))

/** `PublicKeyCredentialCreationOptionsJSON`. */
export type CreationOptions = Omit<
  PublicKeyCredentialCreationOptions,
  'challenge' | 'user' | 'excludeCredentials' | 'extensions'
> & {
  readonly challenge: string
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly excludeCredentials?: readonly Named[]
}

/** `PublicKeyCredentialRequestOptionsJSON`. */
export type RequestOptions = Omit<
  PublicKeyCredentialRequestOptions,
  'challenge' | 'allowCredentials' | 'extensions'
> & {
  readonly challenge: string
  readonly allowCredentials?: readonly Named[]
}

function demand<T>(
  credential: Credential | null,
  is: new (...args: never[]) => T,
): { readonly id: string; readonly response: T } {
  if (!(credential instanceof PublicKeyCredential) || !(credential.response instanceof is))
    throw new Error('The browser answered without a passkey.')
  return { id: credential.id, response: credential.response }
}

/** Makes a passkey. Throws what the browser throws when the person refuses. */
export async function makeCredential({ challenge, user, excludeCredentials, ...rest }: CreationOptions) {
  const publicKey = {
    ...rest,
    challenge: toBytes(challenge),
    user: { ...user, id: toBytes(user.id) },
    excludeCredentials: named(excludeCredentials),
  }
  const made = await navigator.credentials.create({ publicKey })
  const { id, response } = demand(made, AuthenticatorAttestationResponse)
  const { clientDataJSON, attestationObject } = response
  return {
    id,
    type: 'public-key',
    response: { clientDataJSON: toText(clientDataJSON), attestationObject: toText(attestationObject) },
  }
}

/** Shows a passkey. Throws what the browser throws when the person refuses. */
export async function showCredential({ challenge, allowCredentials, ...rest }: RequestOptions) {
  const publicKey = { ...rest, challenge: toBytes(challenge), allowCredentials: named(allowCredentials) }
  const shown = await navigator.credentials.get({ publicKey })
  const { id, response } = demand(shown, AuthenticatorAssertionResponse)
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    id,
    type: 'public-key',
    response: {
      clientDataJSON: toText(clientDataJSON),
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      ...(userHandle === null ? {} : { userHandle: toText(userHandle) }),
    },
  }
}
