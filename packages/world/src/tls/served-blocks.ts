import { certificateLength, type Problem, parseSignedData, readPem } from '@foreseen/x509'

/** The certificates of a file in its order, before they are parsed, and what else was there. */
export interface ServedBlocks {
  readonly certificates: readonly Uint8Array[]
  readonly problems: readonly Problem[]
}

/** More certificates than a chain in a file may have; a bundle of all public roots has about 150. */
const maxCertificates = 5000

const certificateLabels: ReadonlySet<string> = new Set([
  'CERTIFICATE',
  'X509 CERTIFICATE',
  'TRUSTED CERTIFICATE',
])
const bundleLabels: ReadonlySet<string> = new Set(['PKCS7', 'CMS', 'PKCS #7 SIGNED DATA'])

function damaged(offset: number, what: string): Problem {
  return { code: 'served-damaged', offset, detail: `${what} at byte ${offset} does not parse` }
}

function readBundle(der: Uint8Array, offset: number): ServedBlocks {
  const parsed = parseSignedData(der)
  if (!parsed.ok) return { certificates: [], problems: [damaged(offset, 'a PKCS#7 block')] }
  return { certificates: parsed.value.certificates.map(entry => entry.der), problems: [] }
}

/** One certificate from the start of a block; OpenSSL's trusted certificates have more after it. */
function readCertificate(der: Uint8Array, offset: number): ServedBlocks {
  const length = certificateLength(der, 0)
  if (length === 0) return { certificates: [], problems: [damaged(offset, 'a certificate')] }
  return { certificates: [der.subarray(0, length)], problems: [] }
}

function readArmoured(bytes: Uint8Array): ServedBlocks {
  const certificates: Uint8Array[] = []
  const problems: Problem[] = []
  for (const block of readPem(bytes)) {
    if (block.label.endsWith('PRIVATE KEY')) {
      const detail = `a private key stands at byte ${block.start}; it was left unread`
      problems.push({ code: 'served-private-key', offset: block.start, detail })
    }
    const isBundle = bundleLabels.has(block.label)
    if (!isBundle && !certificateLabels.has(block.label)) continue
    const found = isBundle ? readBundle(block.der, block.start) : readCertificate(block.der, block.start)
    certificates.push(...found.certificates)
    problems.push(...found.problems)
    if (certificates.length > maxCertificates) break
  }
  return { certificates, problems }
}

/** DER certificates one after the other, or one PKCS#7 bundle. */
function readBinary(bytes: Uint8Array): ServedBlocks {
  const certificates: Uint8Array[] = []
  let at = 0
  while (at < bytes.length && certificates.length <= maxCertificates) {
    const length = certificateLength(bytes, at)
    if (length === 0) break
    certificates.push(bytes.subarray(at, at + length))
    at += length
  }
  if (at === 0) return readBundle(bytes, 0)
  return {
    certificates,
    problems: at < bytes.length ? [damaged(at, 'what follows the last certificate')] : [],
  }
}

/** Reads PEM, DER or PKCS#7 by what the bytes are, not by a name. */
export function readServedBlocks(bytes: Uint8Array): ServedBlocks {
  const found = bytes[0] === 0x30 ? readBinary(bytes) : readArmoured(bytes)
  if (found.certificates.length <= maxCertificates) return found
  const detail = `more than ${maxCertificates} certificates are no chain`
  return { certificates: [], problems: [...found.problems, { code: 'served-too-large', offset: 0, detail }] }
}
