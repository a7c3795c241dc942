import {
  certificateLength,
  type PrivateKey,
  parseCertificateRequest,
  parseOpensshKey,
  parsePrivateKey,
  parseRevocationList,
  parseSignedData,
  privateKeyLength,
  publicKeyLength,
} from '@foreseen/x509'
import type { Catch } from '../detectors/contract.ts'
import { derTotal } from './der-total.ts'

type Unplaced<C> = C extends Catch ? Omit<C, 'start' | 'end' | 'encoding'> : never

/** What some decoded bytes are: a catch that does not know its place yet. */
export type Thing = Unplaced<Catch>

function keyThing(key: PrivateKey): Thing {
  const { format, sizeBits, encrypted, sealing, spki } = key
  const algorithm = key.curve === '' ? key.kind : key.curve
  return { type: 'private-key', format, algorithm, sizeBits, encrypted, sealing, spki: spki?.slice() }
}

/** An OpenSSH key's body does not start with DER. */
export function readOpensshThing(bytes: Uint8Array): readonly Thing[] {
  const key = parseOpensshKey(bytes)
  return key.ok ? [keyThing(key.value)] : []
}

/** A bundle's or a signature's certificates; a signature without any is nothing to report. */
function signedThings(bytes: Uint8Array): readonly Thing[] {
  const signed = parseSignedData(bytes)
  if (!signed.ok) return []
  const within = signed.value.signerCount === 0 ? 'pkcs7-bundle' : 'pkcs7-signature'
  return signed.value.certificates
    .filter(({ der }) => certificateLength(der, 0) === der.length)
    .map(({ der }) => ({ type: 'certificate', der: der.slice(), within }))
}

/** A PKCS#7 that is sound and has no certificate in it: lists only, or a signature without its signer's. */
export function isEmptySigned(bytes: Uint8Array): boolean {
  const signed = parseSignedData(bytes)
  return signed.ok && signed.value.certificates.length === 0
}

/** Version 3 and a SEQUENCE: a PFX (RFC 7292 section 4); its reader takes the bytes as a layer. */
function isPkcs12(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 2 && bytes[at + 1] === 1 && bytes[at + 2] === 3 && bytes[at + 3] === 0x30
}

/** SEQUENCE of two INTEGERs, a PKCS#1 public key (RFC 8017 A.1.1), in the SubjectPublicKeyInfo it belongs to. */
export function wrapRsaPublicKey(bytes: Uint8Array): Uint8Array | undefined {
  const total = derTotal(bytes)
  if (total === 0 || total > bytes.length || total > 0xff00) return undefined
  const algorithm = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00]
  const header = (tag: number, length: number): number[] => {
    if (length < 0x80) return [tag, length]
    return length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255]
  }
  const bits = [...header(0x03, total + 1), 0]
  const inner = [...algorithm, ...bits]
  const spki = Uint8Array.from([...header(0x30, inner.length + total), ...inner, ...bytes.subarray(0, total)])
  return publicKeyLength(spki, 0) === spki.length ? spki : undefined
}

/** A SEQUENCE whose first member is a SEQUENCE and that is no certificate: key, request or list. */
function sequenceThings(bytes: Uint8Array, total: number): readonly Thing[] {
  if (publicKeyLength(bytes, 0) === total) return [{ type: 'public-key', spki: bytes.slice(0, total) }]
  const key = parsePrivateKey(bytes)
  if (key.ok) return [keyThing(key.value)]
  const der = bytes.subarray(0, total)
  if (parseCertificateRequest(der).ok) return [{ type: 'certificate-request', der: der.slice() }]
  if (parseRevocationList(der).ok) return [{ type: 'revocation-list', der: der.slice() }]
  return []
}

/** Certificates that follow each other without a gap, at most `max`. */
function certificates(bytes: Uint8Array, max: number): readonly Thing[] {
  const things: Thing[] = []
  let at = 0
  while (things.length < max) {
    const length = certificateLength(bytes, at)
    if (length === 0) break
    things.push({ type: 'certificate', der: bytes.slice(at, at + length) })
    at += length
  }
  return things
}

/**
 * What decoded bytes are, by structure alone; an empty list when they are nothing that is looked for.
 * Bytes after the DER are allowed: `TRUSTED CERTIFICATE` has auxiliary data there. Bytes that are returned
 * are copies, private keys are described and never copied.
 */
export function readThings(bytes: Uint8Array): readonly Thing[] {
  if (certificateLength(bytes, 0) > 0) return certificates(bytes, 32)
  if (bytes[0] !== 0x30) return []
  const lead = bytes[1] ?? 0
  const content = lead <= 0x80 ? 2 : 2 + (lead & 0x7f)
  if (bytes[content] === 0x06) return signedThings(bytes)
  const total = derTotal(bytes)
  if (total === 0 || total > bytes.length) return []
  if (isPkcs12(bytes, content)) return [{ type: 'layer', bytes: bytes.slice(0, total) }]
  if (bytes[content] === 0x30) return sequenceThings(bytes, total)
  if (privateKeyLength(bytes, 0) === 0) return []
  const key = parsePrivateKey(bytes)
  return key.ok ? [keyThing(key.value)] : []
}
