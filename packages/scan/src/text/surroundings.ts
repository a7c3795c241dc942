import type { Catch } from '../detectors/contract.ts'
import { asciiText, BASE64_EITHER, isBlank, isLineEnd, isQuote } from './alphabet.ts'

// A list of some ten certificates before this one.
const MAX_LIST = 32 * 1024

/** Steps back over the items of a list of base64 strings; the offset after its opening bracket, or -1. */
function listStart(text: Uint8Array, at: number): number {
  const limit = Math.max(0, at - MAX_LIST)
  for (let i = at - 1; i >= limit; i--) {
    const code = text[i] ?? 0
    if (code === 0x5b) return i
    const isItem = (BASE64_EITHER[code] ?? -1) >= 0 || code === 0x3d || code === 0x2c || code === 0x5c
    if (!isItem && !isQuote(code) && !isBlank(code) && !isLineEnd(code)) return -1
  }
  return -1
}

/** What the text around a value at `at` says it belongs to: SAML and XML signatures, JSON web keys. */
export function withinOf(text: Uint8Array, at: number): Catch['within'] {
  const before = asciiText(text, Math.max(0, at - 64), at)
  if (/X509Certificate>[\s?]*$/.test(before)) return 'saml-metadata'
  const list = listStart(text, at)
  return list >= 0 && /x5c\\*["']?[\s?]*:[\s?]*$/.test(asciiText(text, Math.max(0, list - 24), list))
    ? 'jwk'
    : undefined
}
