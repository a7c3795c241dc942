import { certificateLength, parseCertificate } from '@foreseen/x509'
import { bytesAt, declaredLength } from '../structure/enclosing.ts'
import type { Detector } from './contract.ts'

// The largest certificates in the wild carry thousands of names or post-quantum keys: some 100 kB.
const MAX_CERTIFICATE_BYTES = 0x10_0000

/** X.509 as raw DER at any offset of any bytes: executables, firmware, fonts, heaps, `.cer` files. */
export const derCertificateDetector: Detector = {
  id: 'der-certificate',
  catalogue: [36, 37, 38, 40, 41, 42, 43, 44],
  needles: ['der-certificate', 'der-certificate-small', 'der-certificate-tiny'],
  finds: 'certificates in DER at any offset, versions 1 to 3, strict or merely structural',
  ignores: 'machine code, compressed data, ASN.1 templates, certificates that are cut off',
  find(hit, input) {
    const length = declaredLength(bytesAt(input, hit.at, 8), 0)
    if (length === 0 || length > MAX_CERTIFICATE_BYTES) return []
    const view = bytesAt(input, hit.at, length)
    if (certificateLength(view, 0) !== length) return []
    const der = view.slice(0, length)
    if (!parseCertificate(der).ok) return []
    return [{ type: 'certificate', start: hit.at, end: hit.at + length, encoding: 'der', der }]
  },
}
