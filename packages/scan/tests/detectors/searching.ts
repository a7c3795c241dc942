import { arrayDecimalDetector } from '../../src/detectors/array-decimal.ts'
import { arrayHexDetector } from '../../src/detectors/array-hex.ts'
import { arraySignedDetector } from '../../src/detectors/array-signed.ts'
import { base64Base64Detector } from '../../src/detectors/base64-base64.ts'
import { base64DerDetector } from '../../src/detectors/base64-der.ts'
import { base64InsideDetector } from '../../src/detectors/base64-inside.ts'
import { base64KeystoreDetector } from '../../src/detectors/base64-keystore.ts'
import { base64PemDetector } from '../../src/detectors/base64-pem.ts'
import { base64Utf16Detector } from '../../src/detectors/base64-utf16.ts'
import type { Catch, Detector } from '../../src/detectors/contract.ts'
import { decimalEscapeDetector } from '../../src/detectors/decimal-escape.ts'
import { escapeUDetector } from '../../src/detectors/escape-u.ts'
import { escapeXDetector } from '../../src/detectors/escape-x.ts'
import { hexDetector } from '../../src/detectors/hex.ts'
import { hexSeparatedDetector } from '../../src/detectors/hex-separated.ts'
import { octalDetector } from '../../src/detectors/octal.ts'
import { pemDetector } from '../../src/detectors/pem.ts'
import { pemUtf16Detector } from '../../src/detectors/pem-utf16.ts'
import { hitsOf, inputOf, optionsOf } from '../detecting.ts'

/** Every detector of text. */
export const textDetectors: readonly Detector[] = [
  ...[pemDetector, pemUtf16Detector, base64DerDetector, base64InsideDetector, base64Utf16Detector],
  ...[base64PemDetector, base64Base64Detector, base64KeystoreDetector, hexDetector, hexSeparatedDetector],
  ...[arrayHexDetector, arrayDecimalDetector, arraySignedDetector, escapeXDetector, escapeUDetector],
  ...[octalDetector, decimalEscapeDetector],
]

/** A catch with the encodings of the layers outside of it. */
export type Searched = Catch & { readonly chain: string; readonly detector: string }

/** What all detectors of text find together, layers opened, as the engine does it. */
export function search(bytes: Uint8Array, chain = '', depth = 0): Searched[] {
  const input = inputOf(bytes)
  const hits = textDetectors.flatMap(detector => hitsOf(detector, bytes).map(hit => ({ ...hit, detector })))
  const found: Searched[] = []
  let claimed = 0
  for (const { detector, ...hit } of hits.sort((a, b) => a.at - b.at)) {
    if (hit.at < claimed) continue
    for (const caught of detector.find(hit, input, optionsOf())) {
      const name = chain === '' ? caught.encoding : `${chain}>${caught.encoding}`
      if (caught.type !== 'partial') claimed = Math.max(claimed, caught.end)
      if (caught.type === 'layer' && depth < 3) found.push(...search(caught.bytes, name, depth + 1))
      else found.push({ ...caught, chain: name, detector: detector.id })
    }
  }
  return found
}
