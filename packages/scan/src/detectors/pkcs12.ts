import type { KeystoreEntry } from '@foreseen/facts'
import { parseCertificate, parsePrivateKey, parsePublicKey } from '@foreseen/x509'
import { type Pkcs12, readPkcs12, type Safe } from '../keystore/pkcs12.ts'
import type { Bag } from '../keystore/safe-bags.ts'
import { bytesAt, elementAt, sequencesBefore } from '../structure/enclosing.ts'
import type { Catch, Detector, DetectorInput, Span } from './contract.ts'

const MAX_BYTES = 0x100_0000

/** A bag with the safe it came from. */
interface Found {
  readonly bag: Bag
  readonly safe: Safe
}

function placeOf({ bag, safe }: Found, start: number): Span {
  const place = safe.placed ? bag : safe
  return { start: start + place.start, end: start + place.end }
}

function certificateCatch(found: Found, start: number): Catch {
  const { bag, safe } = found
  const encoding = safe.state === 'opened' ? 'pkcs12>der' : 'der'
  const label = bag.name === '' ? {} : { label: bag.name }
  return {
    type: 'certificate',
    ...placeOf(found, start),
    encoding,
    within: 'pkcs12',
    ...label,
    der: bag.der.slice(),
  }
}

/** SPKI of the certificate that carries the same key id: the key itself stays closed. */
function spkiFor(keyId: string, all: readonly Found[]): Uint8Array | undefined {
  if (keyId === '') return undefined
  const match = all.find(({ bag }) => bag.kind === 'certificate' && bag.keyId === keyId)
  const certificate = match && parseCertificate(match.bag.der)
  return certificate?.ok ? certificate.value.publicKey.der.slice() : undefined
}

function keyCatch(found: Found, all: readonly Found[], bytes: Uint8Array, start: number): Catch {
  const { bag, safe } = found
  const encrypted = bag.kind === 'sealed-key' || safe.state === 'opened'
  const plain =
    bag.kind === 'key' && safe.placed ? parsePrivateKey(bytes.subarray(bag.start, bag.end)) : undefined
  const spki = (plain?.ok ? plain.value.spki?.slice() : undefined) ?? spkiFor(bag.keyId, all)
  const key = spki && parsePublicKey(spki)
  const facts = key?.ok ? key.value : plain?.ok ? plain.value : undefined
  const algorithm = facts === undefined ? 'unknown' : facts.curve === '' ? facts.kind : facts.curve
  return {
    type: 'private-key',
    ...placeOf(found, start),
    encoding: safe.state === 'opened' ? 'pkcs12>der' : 'der',
    within: 'pkcs12',
    ...(bag.name === '' ? {} : { label: bag.name }),
    format: 'pkcs12',
    algorithm,
    sizeBits: facts?.sizeBits ?? 0,
    encrypted,
    sealing: bag.sealing || safe.sealing,
    spki,
  }
}

const ENTRY_KINDS = { certificate: 'certificate', key: 'private-key', 'sealed-key': 'private-key' } as const

function entryOf({ kind, name }: Bag): KeystoreEntry[] {
  if (kind === 'other') return []
  return [{ alias: name, kind: kind === 'secret' ? 'secret' : ENTRY_KINDS[kind] }]
}

function entriesOf(store: Pkcs12): KeystoreEntry[] {
  return store.safes.flatMap(safe =>
    safe.state === 'sealed' ? [{ alias: '', kind: 'sealed' as const }] : safe.bags.flatMap(entryOf),
  )
}

function sealedCatch(safe: Safe, start: number, tried: number): Catch {
  const passwords =
    tried === 0 ? 'no password was given to try' : `none of the ${tried} passwords tried opens it`
  return {
    type: 'sealed',
    start: start + safe.start,
    end: start + safe.end,
    encoding: 'der',
    within: 'pkcs12',
    what: 'pkcs12',
    detail: `An encrypted part of a PKCS#12 file (${safe.sealing}): its password would open it; ${passwords}.`,
  }
}

function catchesIn(store: Pkcs12, bytes: Uint8Array, start: number, tried: number): Catch[] {
  const all = store.safes.flatMap(safe => safe.bags.map(bag => ({ bag, safe })))
  const whole = { start, end: start + store.lengthBytes, encoding: 'der' }
  const caught: Catch[] = [{ type: 'keystore', ...whole, format: 'pkcs12', entries: entriesOf(store) }]
  for (const found of all) {
    const { kind, der } = found.bag
    if (kind === 'certificate' && parseCertificate(der).ok) caught.push(certificateCatch(found, start))
    if (kind === 'key' || kind === 'sealed-key') caught.push(keyCatch(found, all, bytes, start))
  }
  for (const safe of store.safes) if (safe.state === 'sealed') caught.push(sealedCatch(safe, start, tried))
  return caught
}

/**
 * Does the SEQUENCE after the version begin with an OID of nine octets, as data and signed data have? Asked of
 * a few bytes, because the length before a false hit may claim megabytes.
 */
function isAuthSafe(input: DetectorInput, hitAt: number): boolean {
  const head = bytesAt(input, hitAt + 3, 8)
  const type = 2 + ((head[1] ?? 0) & 0x7f)
  return head[type] === 0x06 && head[type + 1] === 0x09
}

/** PKCS#12 key stores (.p12, .pfx), DER and BER: certificates in clear or opened by the passwords that were given. */
export const pkcs12Detector: Detector = {
  id: 'pkcs12',
  catalogue: [58],
  needles: ['der-pkcs12'],
  finds: 'PKCS#12 files at any offset, their certificates, keys and what stays closed in them',
  ignores: 'other structures that begin with version 3; keys are never decrypted',
  find(hit, input, { passwords, crypto }) {
    if (!isAuthSafe(input, hit.at)) return []
    const from = Math.max(0, hit.at - 8)
    const before = bytesAt(input, from, hit.at - from).slice()
    for (const outer of sequencesBefore(before, before.length)) {
      const bytes = new Uint8Array(elementAt(input, from + outer, MAX_BYTES))
      const store = readPkcs12(bytes, passwords, crypto)
      if (store !== undefined && store.safes.length > 0)
        return catchesIn(store, bytes, from + outer, passwords.length)
    }
    return []
  },
}
