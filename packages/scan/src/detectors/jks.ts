import { readJks } from '../keystore/jks.ts'
import { type StoreFormat, storeCatches } from '../keystore/store-catches.ts'
import type { Detector } from './contract.ts'

const JKS: StoreFormat = { format: 'jks', within: 'jks', sealing: "JKS key protector, the key's password" }
const JCEKS: StoreFormat = {
  format: 'jceks',
  within: 'jceks',
  sealing: "PBEWithMD5AndTripleDES, the key's password",
}

/** Java key stores JKS and JCEKS: certificates are readable without the password, keys are not. */
export const jksDetector: Detector = {
  id: 'jks',
  catalogue: [59],
  needles: ['jks', 'jceks'],
  finds:
    'JKS and JCEKS stores of versions 1 and 2 at any offset: certificates with alias and date, keys as closed',
  ignores: 'the magic number without an entry or a digest after it, such as a Mach-O header',
  find(hit, input) {
    const store = readJks(input, hit.at)
    return store === undefined ? [] : storeCatches(store, hit.at, hit.needle === 'jks' ? JKS : JCEKS)
  },
}
