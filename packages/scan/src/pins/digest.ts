import { decodeBase64 } from '@foreseen/x509'
import { looksRandom } from '../keys/noise.ts'

/** A digest as a pin writes it. */
export interface Digest {
  readonly algorithm: 'sha256' | 'sha1' | 'md5'
  readonly octets: Uint8Array
}

const ALGORITHMS: Readonly<Record<number, Digest['algorithm']>> = { 32: 'sha256', 20: 'sha1', 16: 'md5' }

// Both 43 and 27 symbols leave two bits over, which are zero: the last symbol is one of sixteen.
const LAST_SYMBOLS = '048AEIMQUYcgkosw'
const SYMBOLS = /^[A-Za-z0-9+/]*$/

/** Samples that manuals print (curl, Node, RFC 7469): nobody's key. */
const MANUAL_SAMPLES: readonly string[] = [
  'YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE=',
  't62CeU2tQiqkexU74Gxa2eg7fRbEgoChTociMee9wno=',
  'd6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWmM=',
  'E9CZ9INDbd+2eRQozYqqbQ2yXLVKB9+xcprMF+44U1g=',
  'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
  'GRAH5Ex+kB4cCQi5gMU82urf+6kEgbVtzfCSkw55AGk=',
  'SIXvRyDmBJSgatgTQRGbInBaAK+hZOQ18UmrSwnDlK8=',
  'pL1+qb9HTMRZJmuC/bB/ZI9d302BYrrqiVuRyW+DGrU=',
  'lERGk61FITjzyKHcJ89xpc6aDwtRkOPAU0jdnUqzW2s=',
]

/** Octets that could be a digest; placeholders (one letter, a count, plain words) are none. */
export function digestOf(octets: Uint8Array | undefined): Digest | undefined {
  const algorithm = octets && ALGORITHMS[octets.length]
  return octets && algorithm && looksRandom(octets) ? { algorithm, octets } : undefined
}

/** A base64 SHA-256 or SHA-1: 43 or 27 symbols and `=`, surroundings blanked off. */
export function base64Digest(text: string): Digest | undefined {
  const trimmed = text.trim()
  const symbols = trimmed.endsWith('=') ? trimmed.slice(0, -1) : ''
  if ((symbols.length !== 43 && symbols.length !== 27) || !SYMBOLS.test(symbols)) return undefined
  if (!LAST_SYMBOLS.includes(symbols.at(-1) ?? '-') || MANUAL_SAMPLES.includes(trimmed)) return undefined
  return digestOf(decodeBase64(trimmed))
}

/** A hex digest with one kind of separator or none, either case; `undefined` for another length or alphabet. */
export function hexDigest(text: string): Digest | undefined {
  const separator = /^[0-9A-Fa-f]{2}([: -])/.exec(text)?.[1]
  const digits = separator === undefined ? text : text.split(separator).join('')
  if (!/^(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/.test(digits)) return undefined
  if (separator !== undefined && text.length !== digits.length * 1.5 - 1) return undefined
  const octets = new Uint8Array(digits.length / 2)
  for (let i = 0; i < octets.length; i++) octets[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  return digestOf(octets)
}
