import type { Within } from '@foreseen/facts'
import { certificateLength, parseCertificate, parseSignedData } from '@foreseen/x509'
import { bytesAt, elementAt, sequencesBefore } from '../structure/enclosing.ts'
import { developerCertificates, isProvisioningProfile } from '../structure/provisioning.ts'
import { signatureKind } from '../structure/signature-kind.ts'
import type { Catch, Detector, DetectorInput } from './contract.ts'

// Signed documents may be large; the certificates of larger ones are still found one by one.
const MAX_BYTES = 0x100_0000
const LOOK_BACK_BYTES = 0x1_0000
const MAX_OUTER_TRIES = 64
const MAX_CERTIFICATES = 100_000

// id-signedData as an element (RFC 5652 section 5.1): the needle.
const OID = Uint8Array.of(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02)

/** Offsets before `at` at which the object identifier stands, nearest first. */
function identifiersBefore(view: Uint8Array): number[] {
  const found: number[] = []
  let at = view.length
  while (found.length < MAX_OUTER_TRIES) {
    at = view.lastIndexOf(OID[0] ?? 0, at - 1)
    if (at < 0) break
    if (OID.every((octet, i) => view[at + i] === octet)) found.push(at)
    if (at === 0) break
  }
  return found
}

/** Countersignatures and timestamps are SignedData inside the first: the outermost reports for all of them. */
function isInsideAnother(input: DetectorInput, start: number): boolean {
  const from = Math.max(0, start - LOOK_BACK_BYTES)
  const before = bytesAt(input, from, start - from).slice()
  return identifiersBefore(before).some(at =>
    sequencesBefore(before, at).some(outer => {
      const bytes = elementAt(input, from + outer, MAX_BYTES)
      return from + outer + bytes.length > start && parseSignedData(bytes).ok
    }),
  )
}

/** Every certificate in the structure, those of nested signatures too, each at its own place. */
function certificatesIn(bytes: Uint8Array, start: number, within: Within): Catch[] {
  const found: Catch[] = []
  for (let at = 0; at + 4 < bytes.length && found.length < MAX_CERTIFICATES; at++) {
    at = bytes.indexOf(0x30, at)
    if (at < 0) break
    const length = certificateLength(bytes, at)
    if (length === 0) continue
    const der = bytes.slice(at, at + length)
    if (!parseCertificate(der).ok) continue
    found.push({
      type: 'certificate',
      start: start + at,
      end: start + at + length,
      encoding: 'der',
      within,
      der,
    })
    at += length - 1
  }
  return found
}

function developersIn(bytes: Uint8Array, start: number): Catch[] {
  return developerCertificates(bytes).map(({ start: from, end, der }) => ({
    type: 'certificate' as const,
    start: start + from,
    end: start + end,
    encoding: 'base64',
    within: 'provisioning-profile' as const,
    label: 'DeveloperCertificates',
    der,
  }))
}

/** PKCS#7 and CMS SignedData in DER and BER: bundles of certificates, and signatures over something. */
export const signedDataDetector: Detector = {
  id: 'signed-data',
  catalogue: [61, 65, 88],
  needles: ['der-signed-data'],
  finds:
    'certificates in PKCS#7 bundles and signatures: Authenticode, Mach-O, fonts, kernel modules, jars, profiles',
  ignores: 'SignedData without certificates, and the parts of an outer one that has reported them',
  find(hit, input) {
    const around = bytesAt(input, Math.max(0, hit.at - 8), Math.min(8, hit.at)).slice()
    for (const before of sequencesBefore(around, around.length)) {
      const start = hit.at - around.length + before
      const bytes = elementAt(input, start, MAX_BYTES).slice()
      const data = parseSignedData(bytes)
      if (!data.ok) continue
      if (isInsideAnother(input, start)) return []
      const profile = data.value.signerCount > 0 && isProvisioningProfile(bytes)
      const within = profile ? 'provisioning-profile' : signatureKind(input, start, data.value)
      const caught = certificatesIn(bytes, start, within)
      return profile ? [...caught, ...developersIn(bytes, start)].sort((a, b) => a.start - b.start) : caught
    }
    return []
  },
}
