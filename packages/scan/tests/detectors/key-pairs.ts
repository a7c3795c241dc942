/** Toy key pairs made on the spot, in the encodings of node:crypto. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'

export interface Pair {
  readonly name: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const pair = (name: string, keys: { publicKey: KeyObject; privateKey: KeyObject }): Pair => ({
  name,
  ...keys,
})

export const pairs: readonly Pair[] = [
  pair('rsa', generateKeyPairSync('rsa', { modulusLength: 2048 })),
  pair('rsa-1024', generateKeyPairSync('rsa', { modulusLength: 1024 })),
  pair('P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  pair('P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' })),
  pair('P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' })),
  pair('ed25519', generateKeyPairSync('ed25519')),
  pair('ed448', generateKeyPairSync('ed448')),
  pair('x25519', generateKeyPairSync('x25519')),
]

export const spkiOf = (key: KeyObject): Uint8Array =>
  new Uint8Array(key.export({ type: 'spki', format: 'der' }))
