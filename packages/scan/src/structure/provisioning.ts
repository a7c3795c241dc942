import { certificateLength, decodeBase64 } from '@foreseen/x509'

/** A certificate in the property list of a provisioning profile, as text: [start, end) of the base64. */
export interface DeveloperCertificate {
  readonly start: number
  readonly end: number
  readonly der: Uint8Array
}

const KEY = '<key>DeveloperCertificates</key>'
// A team has at most some hundred developers.
const MAX_CERTIFICATES = 1000

/** The `DeveloperCertificates` of the profile in `bytes`: base64 in `<data>` elements of an XML property list. */
export function developerCertificates(bytes: Uint8Array): DeveloperCertificate[] {
  const text = new TextDecoder('latin1').decode(bytes)
  const key = text.indexOf(KEY)
  const end = key < 0 ? -1 : text.indexOf('</array>', key)
  const found: DeveloperCertificate[] = []
  let at = key
  while (end >= 0 && found.length < MAX_CERTIFICATES) {
    const open = text.indexOf('<data>', at)
    const close = open < 0 ? -1 : text.indexOf('</data>', open)
    if (close < 0 || close > end) break
    at = close
    const der = decodeBase64(text.slice(open + '<data>'.length, close))
    if (der && certificateLength(der, 0) === der.length)
      found.push({ start: open + '<data>'.length, end: close, der })
  }
  return found
}

/** Does this SignedData carry a provisioning profile? */
export function isProvisioningProfile(bytes: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 4096))
  return text.includes('<!DOCTYPE plist') || text.includes('<plist')
}
