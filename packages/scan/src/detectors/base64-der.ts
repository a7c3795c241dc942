import { isQuote } from '../text/alphabet.ts'
import { linePrefix } from '../text/armour.ts'
import { type Base64Run, readBase64Run } from '../text/base64-run.ts'
import { keyName } from '../text/label.ts'
import { placeThings } from '../text/placing.ts'
import { withinOf } from '../text/surroundings.ts'
import { readThings, type Thing } from '../text/thing.ts'
import type { Detector } from './contract.ts'

// The list of an `x5c` before the hit; the largest DER that is read after it.
const BEFORE = 33 * 1024
const AFTER = 300 * 1024
const MAX_SYMBOLS = 256 * 1024

/** Reads the DER whose base64 starts at `at`, symbol for symbol as far as its outer length says. */
export function readBareRun(view: Uint8Array, at: number): Base64Run {
  const before = view[at - 1] ?? 0
  return readBase64Run(view, at, {
    maxSymbols: MAX_SYMBOLS,
    whole: 'der',
    quote: at > 0 && isQuote(before) ? before : 0,
    prefix: linePrefix(view, at),
    either: true,
    plusIsBlank: false,
    maxForeign: 0,
  })
}

/** A run that ended too early is nothing: what parses by chance in a cut-off run would be invented. */
function thingsOf(run: Base64Run): readonly Thing[] {
  return run.symbols < 48 ? [] : readThings(run.bytes)
}

export const base64DerDetector: Detector = {
  id: 'base64-der',
  catalogue: [20, 21, 22, 23, 24],
  needles: ['base64-der', 'base64-der-small', 'base64-spki-ec', 'base64-key-ed', 'base64-sec1'],
  finds:
    'Certificates, keys, requests, lists, PKCS#7 and PKCS#12 in base64 or base64url without armour: one line, wrapped, in strings of any language, in JSON, XML and LDIF; names SAML metadata and JSON web keys.',
  ignores: 'Base64 whose octets are not DER of a known structure; runs that end before their DER does.',
  find(hit, input) {
    const { view, start } = input.bytes(hit.at - BEFORE, BEFORE + AFTER)
    const at = hit.at - start
    const run = readBareRun(view, at)
    const things = thingsOf(run)
    if (things.length === 0) return []
    const encoding = run.url ? 'base64url-der' : 'base64-der'
    const place = {
      start: hit.at,
      end: start + run.end,
      encoding,
      label: keyName(view, at),
      within: withinOf(view, at),
    }
    return placeThings(things, place)
  },
}
