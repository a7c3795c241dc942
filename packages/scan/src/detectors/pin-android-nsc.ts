import { readAxml } from '../pins/axml.ts'
import { type PinSet, readPinSet } from '../pins/nsc.ts'
import { pinSetsOf } from '../pins/nsc-compiled.ts'
import { pinCatch } from '../pins/pin-catch.ts'
import { textAround } from '../pins/text.ts'
import { bytesAt } from '../structure/enclosing.ts'
import type { Catch, Detector, DetectorInput } from './contract.ts'

const BEFORE = 0x4000
const AFTER = 0x1_0000
const MAX_DOCUMENT_BYTES = 0x10_0000

function catchesOf({ pins, hosts, expiresMs }: PinSet, offset: number, encoding: string): Catch[] {
  const context = {
    form: 'android-nsc',
    target: 'spki',
    within: 'android-nsc',
    encoding,
    hosts,
    expiresMs,
  } as const
  return pins.map(({ digest, start, end }) =>
    pinCatch(digest, { start: offset + start, end: offset + end }, context),
  )
}

function inText(input: DetectorInput, hitAt: number): Catch[] {
  const { text, start } = textAround(input, hitAt, BEFORE, AFTER)
  const at = hitAt - start
  const set = /^<pin-set[\s>]/.test(text.slice(at, at + 16)) ? readPinSet(text, at) : undefined
  return set === undefined ? [] : catchesOf(set, start, 'xml')
}

/** Compiled XML is a file of its own; its pool holds the name `pin-set` once. */
function inCompiled(input: DetectorInput): Catch[] {
  const head = bytesAt(input, 0, 8)
  if (head[0] !== 3 || head[1] !== 0 || head[2] !== 8 || head[3] !== 0) return []
  const bytes = bytesAt(
    input,
    0,
    input.sizeBytes === undefined ? MAX_DOCUMENT_BYTES : Math.min(input.sizeBytes, MAX_DOCUMENT_BYTES),
  )
  return pinSetsOf(readAxml(bytes)).flatMap(set => catchesOf(set, 0, 'axml'))
}

/** Pin sets of Android's network security configuration, as source and compiled into an APK. */
export const pinAndroidNscDetector: Detector = {
  id: 'pin-android-nsc',
  catalogue: [74],
  needles: ['pin-nsc', 'pin-nsc-binary', 'pin-nsc-binary-utf16'],
  finds: 'every pin of a <pin-set> with its domains and expiration, in XML and in binary XML',
  ignores: 'comments, placeholders, pins outside a set, the words in other files',
  find(hit, input) {
    return hit.needle === 'pin-nsc' ? inText(input, hit.at) : inCompiled(input)
  },
}
