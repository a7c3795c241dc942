import { isChromiumLine } from '../pins/chromium.ts'
import { base64Digest } from '../pins/digest.ts'
import { isHost } from '../pins/hosts.ts'
import { pinCatch } from '../pins/pin-catch.ts'
import { type TextAround, textAround } from '../pins/text.ts'
import type { Catch, Detector, DetectorInput } from './contract.ts'

const BEFORE = 512
const AFTER = 512

/** `pin-sha256="…"` of a Public-Key-Pins header (RFC 7469), quotes escaped or not. */
function headerPin({ text, start }: TextAround, at: number): Catch[] {
  const match = /^pin-sha(?:256|1) ?= ?(\\{0,3}["'])([A-Za-z0-9+/]{27,43}=)\1/.exec(text.slice(at))
  const digest = match === null ? undefined : base64Digest(match[2] ?? '')
  if (match === null || digest === undefined) return []
  const report = /report-uri ?= ?\\{0,3}["']https?:\/\/([A-Za-z0-9.-]{1,253})/.exec(text.slice(at))?.[1]
  const label = report !== undefined && isHost(report) ? `reports to ${report}` : undefined
  const place = { start: start + at, end: start + at + match[0].length }
  return [pinCatch(digest, place, { form: 'hpkp', target: 'spki', encoding: 'base64', label })]
}

/** A line of `transport_security_state_static.pins`: name, then `sha256/…`. */
function chromiumPin({ text, start }: TextAround, at: number): Catch[] {
  const run = /^sha256\/([A-Za-z0-9+/]{43}=)/.exec(text.slice(at))?.[1]
  const digest = run === undefined ? undefined : base64Digest(run)
  if (run === undefined || digest === undefined) return []
  const end = at + 'sha256/'.length + run.length
  const before = text.slice(0, at)
  if (!isChromiumLine(before, text.slice(end))) return []
  const label = before.trimEnd().split('\n').at(-1)
  const place = { start: start + at, end: start + end }
  return [pinCatch(digest, place, { form: 'chromium-static', target: 'spki', encoding: 'base64', label })]
}

/** `Fingerprint[`: asked of one octet, since the word stands in many programs. */
function isArray(input: DetectorInput, at: number): boolean {
  const wordEnd = at + 'Fingerprint'.length
  const { view, start } = input.bytes(wordEnd, 1)
  return view[wordEnd - start] === 0x5b
}

/** `static const char kNameFingerprint[] = "…";` of Firefox's StaticHPKPins.h. */
function firefoxPin({ text, start }: TextAround, at: number, input: DetectorInput): Catch[] {
  const match = /^Fingerprint\[\]\s{0,4}=\s{0,16}"([A-Za-z0-9+/]{43}=)";/i.exec(text.slice(at))
  const name = /char k([A-Za-z0-9_]{1,200})$/.exec(text.slice(0, at))?.[1]
  const digest = match === null ? undefined : base64Digest(match[1] ?? '')
  if (match === null || name === undefined || digest === undefined) return []
  const place = { start: start + at, end: start + at + match[0].length }
  // One date for all of them stands at the end of the file, in microseconds.
  const { text: rest } = textAround(input, start + at, 0, 0x4_0000)
  const expiry = /kPreloadPKPinsExpirationTime\s{0,4}=\s{0,4}INT64_C\((\d{13,17})\)/.exec(rest)?.[1]
  const expiresMs = expiry === undefined ? undefined : Math.floor(Number(expiry) / 1000)
  return [
    pinCatch(digest, place, {
      form: 'firefox-static',
      target: 'spki',
      encoding: 'base64',
      label: name,
      expiresMs,
    }),
  ]
}

/** Pins of browsers: Public-Key-Pins headers, Chromium's and Firefox's compiled-in lists. */
export const pinHpkpDetector: Detector = {
  id: 'pin-hpkp',
  catalogue: [82],
  needles: ['pin-hpkp', 'pin-sha256', 'pin-fingerprint'],
  finds: 'pin-sha256 directives, lines of transport_security_state_static.pins, names of StaticHPKPins.h',
  ignores: 'the samples of RFC 7469, placeholders, sha256/ in program code',
  find(hit, input) {
    if (hit.needle === 'pin-fingerprint' && !isArray(input, hit.at)) return []
    const around = textAround(input, hit.at, BEFORE, AFTER)
    const at = hit.at - around.start
    if (hit.needle === 'pin-hpkp') return headerPin(around, at)
    return hit.needle === 'pin-sha256' ? chromiumPin(around, at) : firefoxPin(around, at, input)
  },
}
