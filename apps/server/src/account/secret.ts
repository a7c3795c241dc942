import { createHash, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Random bytes, given so that tests own them. */
export type RandomBytes = (sizeBytes: number) => Uint8Array

/** SHA-256 suffices at rest: what is hashed has 256 random bits, so nothing can be guessed. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret, 'utf8').digest('hex')

/** Compares without telling by time where they differ. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, 'latin1')
  const right = Buffer.from(b, 'latin1')
  return left.length === right.length && timingSafeEqual(left, right)
}

/** 256 random bits for cookies and links. */
export const newSecret = (random: RandomBytes): string => Buffer.from(random(32)).toString('base64url')

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** log2(62^43) = 256.03. */
const secretLength = 43
const checksumLength = 6

export const tokenPrefix = 'fsn_'

/** Bytes of 248 and more are left out: 248 is the largest multiple of 62 in a byte, so every character is equally likely. */
function randomText(random: RandomBytes, length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of random(length)) if (byte < 248 && text.length < length) text += alphabet[byte % 62]
  }
  return text
}

function checksumOf(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let i = 0; i < checksumLength; i++) {
    digits = `${alphabet[rest % 62]}${digits}`
    rest = Math.floor(rest / 62)
  }
  return digits
}

/**
 * `fsn_`, 43 random characters, 6 of checksum: scanners for leaked secrets recognise it by its prefix and prove it by
 * its checksum without asking anybody.
 */
export function newToken(random: RandomBytes): string {
  const secret = randomText(random, secretLength)
  return `${tokenPrefix}${secret}${checksumOf(secret)}`
}

const tokenForm = new RegExp(`^${tokenPrefix}([0-9A-Za-z]{${secretLength}})([0-9A-Za-z]{${checksumLength}})$`)

/** Whether a text can be a token at all; a mistyped one never reaches the database. */
export function isToken(text: string): boolean {
  const [, secret, checksum] = tokenForm.exec(text) ?? []
  return secret !== undefined && checksum === checksumOf(secret)
}

export const tokenHint = (token: string): string => token.slice(tokenPrefix.length, tokenPrefix.length + 8)
