import type { NeedleName } from '../kernel/needles.ts'
import { type AtsPin, atsPins } from '../pins/ats.ts'
import { base64Digest } from '../pins/digest.ts'
import { isHost, nearestHost, quoted } from '../pins/hosts.ts'
import { dayMs, pinCatch } from '../pins/pin-catch.ts'
import { readBinaryPlist } from '../pins/plist-binary.ts'
import { readXmlPlist } from '../pins/plist-xml.ts'
import { type TextAround, textAround } from '../pins/text.ts'
import { bytesAt } from '../structure/enclosing.ts'
import type { Catch, Detector, DetectorInput } from './contract.ts'

const BEFORE = 0x8000
const AFTER = 0x4000
const MAX_DOCUMENT_BYTES = 0x40_0000
const DOMAINS = ['NSPinnedDomains', 'TSKPinnedDomains'] as const

function catchOf(pin: AtsPin, offset: number, encoding: string): Catch {
  const { form, hosts, label, expiresMs } = pin
  const within = form === 'ios-ats' ? { within: 'ios-ats' as const } : {}
  const place = { start: offset + pin.start, end: offset + pin.end }
  return pinCatch(pin.digest, place, { form, target: 'spki', encoding, hosts, label, expiresMs, ...within })
}

/** The pins that the key at `at` introduces: its own dict's, up to the next key of the same name. */
function inXml({ text, start }: TextAround, at: number, key: string): Catch[] {
  const isKey = text.slice(Math.max(0, at - 5), at) === '<key>' && text.startsWith(`${key}</key>`, at)
  const domains = isKey ? Math.max(...DOMAINS.map(name => text.lastIndexOf(`<key>${name}</key>`, at))) : -1
  if (domains < 0 || text.lastIndexOf('<!--', at) > text.lastIndexOf('-->', at)) return []
  const name = text.startsWith(`<key>${DOMAINS[0]}`, domains) ? DOMAINS[0] : DOMAINS[1]
  const value = readXmlPlist(text, domains + `<key>${name}</key>`.length)
  const next = text.indexOf(`<key>${key}</key>`, at)
  const pins = atsPins({ type: 'dict', entries: [{ key: name, keyAt: domains, value }] })
  return pins
    .filter(pin => pin.start > at && (next < 0 || pin.start < next))
    .map(pin => catchOf(pin, start, 'plist'))
}

/** Each name of a key stands in a binary list once, and answers for its form. */
function inBinary(input: DetectorInput, form: AtsPin['form']): Catch[] {
  const size = Math.min(input.sizeBytes ?? MAX_DOCUMENT_BYTES, MAX_DOCUMENT_BYTES)
  const head = bytesAt(input, 0, 8)
  const plist = head[0] === 0x62 && head[1] === 0x70 ? readBinaryPlist(bytesAt(input, 0, size)) : undefined
  return plist === undefined
    ? []
    : atsPins(plist)
        .filter(pin => pin.form === form)
        .map(pin => catchOf(pin, 0, 'bplist'))
}

/** TrustKit set up in code: `kTSKPublicKeyHashes: @[ @"…", @"…" ]` after the domain in quotes. */
function inCode({ text, start }: TextAround, at: number): Catch[] {
  const open = text.indexOf('[', at)
  const close = open < 0 ? -1 : text.indexOf(']', open)
  if (open < 0 || close < 0 || open - at > 64) return []
  const before = text.slice(Math.max(0, at - 1500), at)
  const domainAt = quoted(before).findLast(one => isHost(one.text))?.at ?? before.length
  const after = text.slice(close, close + 600)
  const sibling = after.search(/kTSKPublicKeyHashes/)
  const near = before.slice(domainAt) + (sibling < 0 ? after : '')
  const expiresMs = dayMs(/kTSKExpirationDate\s{0,8}:\s{0,8}@?"([^"]{1,30})"/.exec(near)?.[1])
  const hosts = nearestHost(before)
  return quoted(text.slice(open, close)).flatMap(one => {
    const digest = base64Digest(one.text)
    const place = { start: start + open + one.at, end: start + open + one.at + one.text.length }
    return digest
      ? [pinCatch(digest, place, { form: 'trustkit', target: 'spki', encoding: 'base64', hosts, expiresMs })]
      : []
  })
}

const KEYS: Partial<Record<NeedleName, string>> = {
  'pin-ats': 'SPKI-SHA256-BASE64',
  'pin-trustkit-plist': 'TSKPublicKeyHashes',
}

/** Pins of Apple platforms: NSPinnedDomains and TrustKit, in property lists of both forms and in code. */
export const pinIosDetector: Detector = {
  id: 'pin-ios',
  catalogue: [75],
  needles: ['pin-ats', 'pin-trustkit', 'pin-trustkit-plist'],
  finds:
    'SPKI-SHA256-BASE64 under NSPinnedDomains and TSKPublicKeyHashes with host and expiry; kTSKPublicKeyHashes in code',
  ignores: 'the keys in documentation and program text without a value, placeholders, comments',
  find(hit, input) {
    const around = textAround(input, hit.at, BEFORE, AFTER)
    const at = hit.at - around.start
    if (hit.needle === 'pin-trustkit') return inCode(around, at)
    // Both needles stand in kTSK...: the longer one has spoken.
    if (hit.needle === 'pin-trustkit-plist' && around.text[at - 1] === 'k') return []
    const key = KEYS[hit.needle] ?? ''
    const found = inXml(around, at, key)
    return found.length > 0 ? found : inBinary(input, hit.needle === 'pin-ats' ? 'ios-ats' : 'trustkit')
  },
}
