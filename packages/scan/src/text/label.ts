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

/** Offset of the last `word` in [from, before), by its last character: the colon of `friendlyName:` is rare in what stands before. */
function lastIndexOf(text: Uint8Array, word: string, from: number, before: number): number {
  const part = text.subarray(from, before)
  const size = word.length
  const last = word.charCodeAt(size - 1)
  for (let end = part.lastIndexOf(last); end >= size - 1; end = part.lastIndexOf(last, end - 1)) {
    const start = end - size + 1
    let i = 0
    while (i < size && part[start + i] === word.charCodeAt(i)) i++
    if (i === size) return from + start
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
  const bagAt = lastIndexOf(text, 'friendlyName:', from, at)
  if (bagAt < 0 || lastIndexOf(text, '-----END', bagAt, at) >= 0) return undefined
  let end = bagAt + 13
  while (end < at && end - bagAt < 256 && !isLineEnd(text[end] ?? 0)) end++
  const name = printable(new TextDecoder().decode(text.subarray(bagAt + 13, end))).trim()
  return name === '' ? undefined : name
}
