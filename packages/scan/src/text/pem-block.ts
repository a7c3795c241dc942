import { type Armour, readArmour, readArmourEnd, readArmourHeaders } from './armour.ts'
import { type Base64Run, readBase64Run } from './base64-run.ts'
import type { Base64RunOptions } from './base64-state.ts'
import { WRITTEN } from './character.ts'
import { isEmptySigned, readOpensshThing, readThings, type Thing, wrapRsaPublicKey } from './thing.ts'

/** What stands between one opening line and its closing line. Offsets count in the text that was read. */
export interface Block {
  readonly start: number
  readonly end: number
  readonly label: string
  /** Bits of `WRITTEN`. */
  readonly written: number
  readonly things: readonly Thing[]
}

// A quarter of a megabyte of DER; the largest bundles in one block are PKCS#7 of some hundred certificates.
const MAX_SYMBOLS = 256 * 1024
// The auxiliary octets of TRUSTED CERTIFICATE; a PKCS#7 in BER whose outer length is too small.
const MAX_TRAILING = 64 * 1024
const MAX_FOREIGN = 96
const MIN_PARTIAL = 64

// Bodies that do not start as the other structures do: OpenSSH's magic, a modulus.
const UNGATED = /^(OPENSSH PRIVATE|RSA PUBLIC) KEY$/
const IGNORED = /^PGP |^SSH2 |PARAMETERS$|^OPENVPN |^ATTRIBUTE CERTIFICATE|^MESSAGE$|SIGNATURE$/

function runOptions(
  armour: Armour,
  whole: Base64RunOptions['whole'],
  plusIsBlank: boolean,
): Base64RunOptions {
  const { quote, prefix } = armour
  return {
    maxSymbols: MAX_SYMBOLS,
    whole,
    quote,
    prefix,
    either: false,
    plusIsBlank,
    maxForeign: MAX_FOREIGN,
  }
}

/** Offset after the closing line that belongs to `run`, or 0 when it has none. */
function closingLine(text: Uint8Array, run: Base64Run, options: Base64RunOptions, mayTrail: boolean): number {
  if (run.stop === 'dashes') return readArmourEnd(text, run.stoppedAt)
  const maxSymbols = mayTrail ? MAX_TRAILING : 4
  const rest = readBase64Run(text, run.end, { ...options, whole: 'run', quote: run.quote, maxSymbols })
  return rest.stop === 'dashes' ? readArmourEnd(text, rest.stoppedAt) : 0
}

/** OpenSSL's old encryption: the body is a cipher text, its headers say which. */
function sealedKey(label: string, dekInfo: string): Thing {
  const algorithm = /^(RSA|EC|DSA) PRIVATE KEY$/.exec(label)?.[1]?.toLowerCase() ?? 'unknown'
  const cipher = dekInfo.split(',')[0]?.toLowerCase() || 'unknown cipher'
  const sealing = `${cipher}, MD5 1 round`
  return {
    type: 'private-key',
    format: 'pem-encrypted',
    algorithm,
    sizeBits: 0,
    encrypted: true,
    sealing,
    spki: undefined,
  }
}

function tpmKey(): Thing {
  const sealing = 'sealed to a TPM 2.0'
  return {
    type: 'private-key',
    format: 'tss2',
    algorithm: 'unknown',
    sizeBits: 0,
    encrypted: true,
    sealing,
    spki: undefined,
  }
}

function thingsOf(label: string, bytes: Uint8Array): readonly Thing[] {
  if (label === 'OPENSSH PRIVATE KEY') return readOpensshThing(bytes)
  if (label === 'TSS2 PRIVATE KEY' && bytes[0] === 0x30) return [tpmKey()]
  const things = readThings(bytes)
  if (things.length > 0 || label !== 'RSA PUBLIC KEY') return things
  const spki = wrapRsaPublicKey(bytes)
  return spki === undefined ? [] : [{ type: 'public-key', spki }]
}

/** Begun like DER and not readable: cut off, redacted, or something else under this label. */
function partial(label: string, run: Base64Run, isClosed: boolean): readonly Thing[] {
  const isDer = run.bytes[0] === 0x30 || label === 'OPENSSH PRIVATE KEY'
  const isBegun =
    isDer && (run.symbols >= MIN_PARTIAL || (isClosed && run.symbols >= 8 && (run.bytes[1] ?? 0) > 0x80))
  if (!isBegun || isEmptySigned(run.bytes)) return []
  const what = label.toLowerCase()
  const detail = isClosed ? `${run.symbols} characters of base64 that do not parse` : 'begun and not ended'
  return [{ type: 'partial', what, detail }]
}

function readBody(text: Uint8Array, armour: Armour, plusIsBlank: boolean): Block | undefined {
  const { label, start } = armour
  const headers = readArmourHeaders(text, armour.bodyAt)
  const isSealed = headers.procType.endsWith('ENCRYPTED') || headers.dekInfo !== ''
  const whole = isSealed || UNGATED.test(label) ? 'run' : 'der'
  const options = runOptions(armour, whole, plusIsBlank)
  const run = readBase64Run(text, headers.bodyAt, options)
  if (run.symbols === 0) return undefined
  const mayTrail = /TRUSTED|PKCS|CMS/.test(label)
  const closedAt = closingLine(text, run, options, mayTrail)
  const written = armour.written | run.written
  const end = closedAt || run.end
  if (isSealed) {
    const isWhole = closedAt > 0 || run.symbols >= MIN_PARTIAL
    return { start, end, label, written, things: isWhole ? [sealedKey(label, headers.dekInfo)] : [] }
  }
  const things = thingsOf(label, run.bytes)
  if (things.length > 0) return { start, end, label, written, things }
  return { start, end, label, written, things: partial(label, run, closedAt > 0) }
}

/** Has the block something in it that is not cut off? */
export function isWhole(block: Block | undefined): boolean {
  return block?.things.some(thing => thing.type !== 'partial') ?? false
}

/** Reads the PEM block whose `-BEGIN` stands at `at`; `undefined` when there is no armour or nothing in it. */
export function readBlock(text: Uint8Array, at: number): Block | undefined {
  const armour = readArmour(text, at)
  if (armour === undefined || IGNORED.test(armour.label)) return undefined
  const first = readBody(text, armour, armour.plusIsBlank)
  // A decoder that turned `%2B` into a symbol and one that left `+` for a blank cannot be told apart beforehand.
  const isForm = armour.plusIsBlank || ((first?.written ?? 0) & WRITTEN.percent) !== 0
  if (isWhole(first) || !isForm) return first
  const second = readBody(text, armour, !armour.plusIsBlank)
  return isWhole(second) ? second : first
}
