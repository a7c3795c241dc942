import type { PinForm } from '@foreseen/facts'
import { base64Digest } from '../pins/digest.ts'
import { isHost } from '../pins/hosts.ts'
import { pinCatch } from '../pins/pin-catch.ts'
import { textAround } from '../pins/text.ts'
import type { Detector } from './contract.ts'

const PREFIX = 'sha256//'
const BEFORE = 512
const AFTER = 256

/** Git by its configuration key, wget by its name, else curl, whose form the others took. */
function formOf(before: string): PinForm {
  if (/(?:\[http\b|\bhttp\.)[^\n]{0,200}(?:\n[^[\n]{0,200}){0,4}pinnedpubkey/i.test(before)) return 'git'
  return /\bwget\b[^\n]*$/i.test(before) ? 'wget' : 'curl'
}

/** Hosts of URLs in the statement around the pin. */
function hostsIn(text: string): string[] {
  const hosts = [...text.matchAll(/\b(?:https?|ftps?|imaps?|smtps?):\/\/([A-Za-z0-9.-]{1,253})/g)].map(
    match => match[1] ?? '',
  )
  return [...new Set(hosts.filter(isHost))]
}

/** `sha256//…=`, as curl, git and wget take pins of keys, alone or in a list. */
export const pinCommandDetector: Detector = {
  id: 'pin-command',
  catalogue: [80],
  needles: ['pin-sha256'],
  finds: 'sha256// with a base64 digest of a public key, each of a list, and hosts of URLs on its line',
  ignores: 'the sample of the manuals, placeholders, single slashes',
  find(hit, input) {
    const { text, start } = textAround(input, hit.at, BEFORE, AFTER)
    const at = hit.at - start
    const run = /^sha256\/\/([A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])/.exec(text.slice(at))?.[1]
    const digest = run === undefined ? undefined : base64Digest(run)
    if (run === undefined || digest === undefined) return []
    const end = at + PREFIX.length + run.length
    const before = text.slice(0, at)
    const lineStart = before.lastIndexOf('\n') + 1
    const lineEnd = text.indexOf('\n', end)
    const hosts = hostsIn(text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd))
    const place = { start: hit.at, end: start + end }
    return [pinCatch(digest, place, { form: formOf(before), target: 'spki', encoding: 'base64', hosts })]
  },
}
