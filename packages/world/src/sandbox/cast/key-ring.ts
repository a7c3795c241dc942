import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'

/** A private key and its SubjectPublicKeyInfo. It never leaves the memory of this process but by a handshake. */
export interface SigningKey {
  readonly privateKey: KeyObject
  readonly spki: Uint8Array
}

/** What kind of key is made: RSA of two sizes, or ECDSA on P-256. */
export type KeyForm = 'rsa-2048' | 'rsa-4096' | 'p-256'

/** The key with its public half. */
export function signingKey(privateKey: KeyObject): SigningKey {
  return { privateKey, spki: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }) }
}

function makeKey(form: KeyForm): Promise<SigningKey> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, _public: KeyObject, privateKey: KeyObject): void => {
      if (error === null) resolve(signingKey(privateKey))
      else reject(error)
    }
    // The thread pool makes keys side by side; Web Crypto would do the same and keep them from `sign`.
    if (form === 'p-256') generateKeyPair('ec', { namedCurve: 'P-256' }, done)
    else generateKeyPair('rsa', { modulusLength: form === 'rsa-4096' ? 4096 : 2048 }, done)
  })
}

/** Keys by name, each made once, when it is first asked for. */
export class KeyRing {
  readonly #keys = new Map<string, Promise<SigningKey>>()

  /** Takes a key of the operator instead of making one. */
  adopt(name: string, key: SigningKey): void {
    this.#keys.set(name, Promise.resolve(key))
  }

  key(name: string, form: KeyForm): Promise<SigningKey> {
    const known = this.#keys.get(name)
    if (known !== undefined) return known
    const made = makeKey(form)
    // Whoever asks for it gets the failure; a key that nobody has asked for yet must not end the process.
    made.catch(() => {})
    this.#keys.set(name, made)
    return made
  }
}
