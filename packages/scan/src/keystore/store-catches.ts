import type { KeystoreEntry, Within } from '@foreseen/facts'
import { parseCertificate } from '@foreseen/x509'
import type { Catch } from '../detectors/contract.ts'
import type { JavaStore, StoreEntry } from './java-store.ts'

/** How keys are closed in a format of Java stores. */
export interface StoreFormat {
  readonly format: 'jks' | 'jceks' | 'bks'
  readonly within: Within
  readonly sealing: string
}

function keyCatch(entry: StoreEntry, { format, within, sealing }: StoreFormat): Catch {
  const [own] = entry.certificates
  const certificate = own && parseCertificate(own.der)
  const key = certificate?.ok ? certificate.value.publicKey : undefined
  return {
    type: 'private-key',
    start: entry.keyStart,
    end: entry.keyEnd,
    encoding: 'der',
    within,
    label: entry.alias,
    format,
    algorithm: key === undefined ? 'unknown' : key.curve === '' ? key.kind : key.curve,
    sizeBits: key?.sizeBits ?? 0,
    encrypted: !entry.keyIsOpen,
    sealing: entry.keyIsOpen ? '' : sealing,
    spki: key?.der.slice(),
  }
}

/** The store as a whole, then its certificates and keys, each at its own place. */
export function storeCatches(store: JavaStore, start: number, format: StoreFormat): Catch[] {
  const entries: KeystoreEntry[] = store.entries.map(({ alias, kind, createdMs }) => ({
    alias,
    kind,
    createdMs,
  }))
  const { within } = format
  const caught: Catch[] = [
    { type: 'keystore', start, end: store.end, encoding: 'der', format: format.format, entries },
  ]
  for (const entry of store.entries) {
    for (const one of entry.certificates) {
      caught.push({ type: 'certificate', ...one, encoding: 'der', within, label: entry.alias })
    }
    if (entry.kind === 'private-key' && entry.keyEnd > entry.keyStart) caught.push(keyCatch(entry, format))
  }
  if (!store.complete) {
    const detail =
      'A key store that ends before its own end says: entries after the last one read are missing.'
    caught.push({ type: 'partial', start, end: store.end, encoding: 'der', what: format.format, detail })
  }
  return caught
}
