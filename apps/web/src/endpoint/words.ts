import { type ShownEndpoint, type ShownInterval, tlsCodes } from '@foreseen/facts'
import type { Shape } from '../design/status.tsx'

export const stateWords: Readonly<Record<ShownEndpoint['state'], string>> = {
  served: 'serves',
  failed: 'could not look',
  unseen: 'not looked at yet',
}

/** Whether it breaks anything is not said by this: what was seen is plain, what was not is marked. */
export const stateShape: Readonly<Record<ShownEndpoint['state'], Shape | undefined>> = {
  served: undefined,
  failed: 'may-break',
  unseen: 'unknown',
}

const keyTypes: Readonly<Record<string, string>> = { rsa: 'RSA', ecdsa: 'ECDSA', any: '' }

/** `RSA`; '' where the answer did not depend on it. */
export const keyTypeTitle = (keyType: string): string => keyTypes[keyType] ?? keyType

export interface Explained {
  readonly meaning: string
  readonly remedy: string
}

/** What a code of a failed look means, and what to do; `undefined` for one that this version does not know. */
export const explainCode = (code: string): Explained | undefined =>
  tlsCodes.find(entry => entry.code === code)

/** `192.0.2.1, RSA`: which of several answers of one endpoint it is. */
export const intervalTitle = ({ address, sni, keyType }: ShownInterval, host: string): string =>
  [
    address === '' ? 'no address' : address,
    sni === '' || sni === host ? '' : `as ${sni}`,
    keyTypeTitle(keyType),
  ]
    .filter(part => part !== '')
    .join(', ')

/** Failures that say the same are one: the code and what was said, with all places where it was met. */
export function failuresOf(now: readonly ShownInterval[]): readonly {
  readonly code: string
  readonly detail: string
  readonly addresses: readonly string[]
}[] {
  const found = new Map<string, { code: string; detail: string; addresses: string[] }>()
  for (const { state, code, detail, address } of now) {
    if (state !== 'failed') continue
    const key = `${code} ${detail}`
    const known = found.get(key)
    if (known === undefined) found.set(key, { code, detail, addresses: address === '' ? [] : [address] })
    else if (address !== '' && !known.addresses.includes(address)) known.addresses.push(address)
  }
  return [...found.values()]
}
