import { arrayDecimalDetector } from '../../src/detectors/array-decimal.ts'
import { arrayHexDetector } from '../../src/detectors/array-hex.ts'
import { arraySignedDetector } from '../../src/detectors/array-signed.ts'
import { base64Base64Detector } from '../../src/detectors/base64-base64.ts'
import { base64DerDetector } from '../../src/detectors/base64-der.ts'
import { base64InsideDetector } from '../../src/detectors/base64-inside.ts'
import { base64KeystoreDetector } from '../../src/detectors/base64-keystore.ts'
import { base64PemDetector } from '../../src/detectors/base64-pem.ts'
import { base64Utf16Detector } from '../../src/detectors/base64-utf16.ts'
import type { Catch, Detector, DetectorInput } from '../../src/detectors/contract.ts'
import { decimalEscapeDetector } from '../../src/detectors/decimal-escape.ts'
import { escapeUDetector } from '../../src/detectors/escape-u.ts'
import { escapeXDetector } from '../../src/detectors/escape-x.ts'
import { hexDetector } from '../../src/detectors/hex.ts'
import { hexSeparatedDetector } from '../../src/detectors/hex-separated.ts'
import { octalDetector } from '../../src/detectors/octal.ts'
import { pemDetector } from '../../src/detectors/pem.ts'
import { pemUtf16Detector } from '../../src/detectors/pem-utf16.ts'
import { needles } from '../../src/kernel/needles.ts'
import { createSlowKernel } from '../../src/kernel/slow.ts'
import { inputOf, optionsOf } from '../detecting.ts'

/** Every detector of text. */
export const textDetectors: readonly Detector[] = [
  ...[pemDetector, pemUtf16Detector, base64DerDetector, base64InsideDetector, base64Utf16Detector],
  ...[base64PemDetector, base64Base64Detector, base64KeystoreDetector, hexDetector, hexSeparatedDetector],
  ...[arrayHexDetector, arrayDecimalDetector, arraySignedDetector, escapeXDetector, escapeUDetector],
  ...[octalDetector, decimalEscapeDetector],
]

const names = new Set<string>(textDetectors.flatMap(detector => detector.needles))
const kernel = createSlowKernel(names)

interface Hit {
  readonly needle: (typeof needles)[number]['name']
  readonly at: number
}

/** Hits of all needles of text, in ascending order. The kernel's input is larger than any text here. */
function hitsIn(bytes: Uint8Array): Hit[] {
  kernel.input.set(bytes)
  const count = kernel.find(0, bytes.length, bytes.length)
  return Array.from({ length: count }, (_, i) => {
    const needle = needles[kernel.hits[2 * i + 1] ?? 0]
    return { at: kernel.hits[2 * i] ?? 0, needle: needle?.name ?? 'pem' }
  })
}

/** A catch with the encodings of the layers outside of it. */
export type Searched = Catch & { readonly chain: string; readonly detector: string }

/** What all detectors of text find together, layers opened, as the engine does it. */
export function search(
  bytes: Uint8Array,
  chain = '',
  depth = 0,
  watch: (view: Uint8Array) => Uint8Array = view => view,
): Searched[] {
  const plain = inputOf(bytes)
  const input: DetectorInput = {
    ...plain,
    bytes(at, lengthBytes) {
      const { view, start } = plain.bytes(at, lengthBytes)
      return { view: watch(view), start }
    },
  }
  const found: Searched[] = []
  let claimed = 0
  for (const hit of hitsIn(bytes)) {
    const detector = textDetectors.find(candidate => candidate.needles.includes(hit.needle))
    if (detector === undefined || hit.at < claimed) continue
    for (const caught of detector.find(hit, input, optionsOf())) {
      const name = chain === '' ? caught.encoding : `${chain}>${caught.encoding}`
      if (caught.type !== 'partial') claimed = Math.max(claimed, caught.end)
      if (caught.type === 'layer' && depth < 3) found.push(...search(caught.bytes, name, depth + 1, watch))
      else found.push({ ...caught, chain: name, detector: detector.id })
    }
  }
  return found
}
