import { parseCertificateRequest, parseRevocationList } from '@foreseen/x509'
import { bytesAt, declaredLength } from '../structure/enclosing.ts'
import type { Catch, Detector } from './contract.ts'

// Requests are small; revocation lists of public authorities reach some MiB.
const MAX_BYTES = 0x100_0000

/** Do version and name, or algorithm and name, follow where a request or a list has them? Cheap, before a large read. */
function mayBe(head: Uint8Array): boolean {
  const outer = (head[1] ?? 0) < 0x80 ? 2 : 2 + ((head[1] ?? 0) & 0x7f)
  const lead = head[outer + 1] ?? 0
  const content = outer + (lead < 0x80 ? 2 : 2 + (lead & 0x7f))
  const version = head[content] === 0x02 && head[content + 1] === 1 && (head[content + 2] ?? 2) <= 1
  return (version && head[content + 3] === 0x30) || (head[content] === 0x30 && head[content + 2] === 0x06)
}

/** Certificate requests and revocation lists as raw DER: they name an issuer or a key, and are no trust. */
export const derRequestDetector: Detector = {
  id: 'der-request',
  catalogue: [14, 36],
  needles: ['der-certificate', 'der-certificate-small', 'der-certificate-tiny'],
  finds: 'PKCS#10 requests and X.509 revocation lists in DER at any offset',
  ignores: 'certificates, and sequences that only begin alike',
  find(hit, input): readonly Catch[] {
    const head = bytesAt(input, hit.at, 24).slice()
    const length = declaredLength(head, 0)
    if (length === 0 || length > MAX_BYTES || !mayBe(head)) return []
    const der = bytesAt(input, hit.at, length).slice(0, length)
    if (der.length < length) return []
    const place = { start: hit.at, end: hit.at + length, encoding: 'der', der }
    if (parseCertificateRequest(der).ok) return [{ type: 'certificate-request', ...place }]
    return parseRevocationList(der).ok ? [{ type: 'revocation-list', ...place }] : []
  },
}
