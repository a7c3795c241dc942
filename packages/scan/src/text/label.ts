import { printable } from '@foreseen/x509'
import { asciiText, isBlank, isDigit, isLetter, isLineEnd, isQuote } from './alphabet.ts'

const MAX_BEFORE = 96
const MAX_NAME = 64
const MAX_BAG = 2048

function isNameCode(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 0x5f || code === 0x2d || code === 0x2e
}

/** Between a name's colon or equals sign and its value: blanks, quotes, block marks of YAML, brackets, raw-string marks. */
function isLeadIn(code: number): boolean {
  if (isBlank(code) || isLineEnd(code) || isQuote(code)) return true
  return code === 0x5b || code === 0x28 || code === 0x7c || code === 0x3e || code === 0x5c || code === 0x2d
}

/**
 * The key, variable or field that the value at `at` is given to: `certificate-authority-data`, `tls.crt`,
 * `CA_CERT`; `undefined` when nothing of the shape `name:` or `name =` stands before it.
 */
export function keyName(text: Uint8Array, at: number): string | undefined {
  const limit = Math.max(0, at - MAX_BEFORE)
  let end = at
  while (end > limit && isLeadIn(text[end - 1] ?? 0)) end--
  if (text[end - 1] !== 0x3a && text[end - 1] !== 0x3d) return undefined
  while (end > limit && (text[end - 1] === 0x3a || text[end - 1] === 0x3d)) end--
  while (
    end > limit &&
    (isBlank(text[end - 1] ?? 0) || isQuote(text[end - 1] ?? 0) || text[end - 1] === 0x5c)
  )
    end--
  let start = end
  while (start > limit && end - start < MAX_NAME && isNameCode(text[start - 1] ?? 0)) start--
  const name = asciiText(text, start, end)
  return /[A-Za-z]/.test(name) ? name : undefined
}

/** A word to search backwards, with how far each octet lets a place be skipped (Horspool's way, mirrored). */
interface Word {
  readonly octets: Uint8Array
  readonly skips: Uint8Array
}

function wordOf(text: string): Word {
  const octets = Uint8Array.from(text, character => character.charCodeAt(0))
  const skips = new Uint8Array(256).fill(octets.length)
  for (let i = octets.length - 1; i > 0; i--) skips[octets[i] ?? 0] = i
  return { octets, skips }
}

const FRIENDLY_NAME = wordOf('friendlyName:')
const CLOSING = wordOf('-----END')

/** Offset of the last `word` in [from, before), or -1. */
function lastIndexOf(text: Uint8Array, { octets, skips }: Word, from: number, before: number): number {
  let at = before - octets.length
  while (at >= from) {
    let i = 0
    while (i < octets.length && text[at + i] === octets[i]) i++
    if (i === octets.length) return at
    at -= skips[text[at] ?? 0] ?? 1
  }
  return -1
}

/** The `friendlyName` that openssl prints above a block it took out of a PKCS#12. */
export function friendlyName(text: Uint8Array, at: number): string | undefined {
  const from = Math.max(0, at - MAX_BAG)
  // Directly behind another block, as in a bundle: nothing to look for.
  let before = at
  while (before > from && isLineEnd(text[before - 1] ?? 0)) before--
  if (text[before - 1] === 0x2d) return undefined
  const bagAt = lastIndexOf(text, FRIENDLY_NAME, from, at)
  if (bagAt < 0 || lastIndexOf(text, CLOSING, bagAt, at) >= 0) return undefined
  let end = bagAt + 13
  while (end < at && end - bagAt < 256 && !isLineEnd(text[end] ?? 0)) end++
  const name = printable(new TextDecoder().decode(text.subarray(bagAt + 13, end))).trim()
  return name === '' ? undefined : name
}
