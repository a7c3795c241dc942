import { bcfksAround } from '../keystore/bcfks.ts'
import { isUber, readBks } from '../keystore/bks.ts'
import { type StoreFormat, storeCatches } from '../keystore/store-catches.ts'
import type { Catch, Detector } from './contract.ts'

const BKS: StoreFormat = {
  format: 'bks',
  within: 'bks',
  sealing: "PBEWithSHAAnd3-KeyTripleDES-CBC, the key's password",
}

function sealed(format: 'uber' | 'bcfks', start: number, end: number): readonly Catch[] {
  const entries = [{ alias: '', kind: 'sealed' as const }]
  const place = { start, end, encoding: 'der' }
  const detail = `A Bouncy Castle key store (${format.toUpperCase()}) is encrypted as a whole: its password would open it.`
  return [
    { type: 'keystore', ...place, format, entries },
    { type: 'sealed', ...place, what: format, detail },
  ]
}

/** Bouncy Castle's key stores: BKS shows its certificates, UBER and BCFKS show nothing. */
export const bksDetector: Detector = {
  id: 'bks',
  catalogue: [60],
  needles: ['bks', 'der-encrypted-key'],
  finds: 'BKS stores of versions 1 and 2 with their certificates; UBER and BCFKS stores as sealed',
  ignores: 'files that begin with the same eight octets, PKCS#8 keys under the same algorithm',
  find(hit, input) {
    if (hit.needle === 'der-encrypted-key') {
      const store = bcfksAround(input, hit.at)
      return store === undefined ? [] : sealed('bcfks', store.start, store.end)
    }
    const store = readBks(input, hit.at)
    if (store !== undefined && (store.entries.length > 0 || !store.complete))
      return storeCatches(store, hit.at, BKS)
    return isUber(input, hit.at) ? sealed('uber', hit.at, input.sizeBytes ?? hit.at) : []
  },
}
