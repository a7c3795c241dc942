import type { Certificate, CertificateFacts } from './certificate-shape.ts'
import {
  type Decoded,
  decodeAccess,
  decodeAuthorityKeyId,
  decodeBasicConstraints,
  decodeCrlUrls,
  decodeKeyUsage,
  decodeNames,
  decodeOctets,
  decodeOids,
  decodePolicies,
  decodeSctCount,
  decodeTlsFeatures,
} from './extension-values.ts'
import type { Problem } from './problem.ts'
import { hex } from './text.ts'

const OID = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlDistributionPoints: '2.5.29.31',
  policies: '2.5.29.32',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  scts: '1.3.6.1.4.1.11129.2.4.2',
} as const

/** Status request, the TLS feature that makes a missing staple fatal (RFC 7633). */
const STATUS_REQUEST = 5

/** Decoder by extension: whatever is decoded, was it complete? */
const DECODERS: ReadonlyMap<string, (value: Uint8Array) => Decoded<unknown> | undefined> = new Map<
  string,
  (value: Uint8Array) => Decoded<unknown> | undefined
>([
  [OID.subjectKeyId, decodeOctets],
  [OID.keyUsage, decodeKeyUsage],
  [OID.subjectAltName, decodeNames],
  [OID.basicConstraints, decodeBasicConstraints],
  [OID.crlDistributionPoints, decodeCrlUrls],
  [OID.policies, decodePolicies],
  [OID.authorityKeyId, decodeAuthorityKeyId],
  [OID.extendedKeyUsage, decodeOids],
  [OID.authorityInfoAccess, decodeAccess],
  [OID.tlsFeature, decodeTlsFeatures],
  [OID.scts, decodeSctCount],
])

/** Decodes the first extension of a type; `undefined` when absent or unreadable. */
function find<T>(
  certificate: Certificate,
  oid: string,
  decode: (value: Uint8Array) => Decoded<T> | undefined,
): T | undefined {
  const extension = certificate.extensions.find(candidate => candidate.oid === oid)
  return extension && decode(extension.value)?.value
}

/** May the certificate issue others, by its basic constraints (RFC 5280 4.2.1.9)? `undefined` when it does not say. */
export function isCaByConstraints(certificate: Certificate): boolean | undefined {
  return find(certificate, OID.basicConstraints, decodeBasicConstraints)?.isCa
}

/**
 * Decodes the extensions that rules need (RFC 5280 4.2, RFC 6962, RFC 7633). Absent or unreadable ones are
 * `undefined` or empty: ask `extensionProblems` which. Of repeated extensions the first counts.
 */
export function certificateFacts(certificate: Certificate): CertificateFacts {
  const constraints = find(certificate, OID.basicConstraints, decodeBasicConstraints)
  const names = find(certificate, OID.subjectAltName, decodeNames) ?? []
  const access = find(certificate, OID.authorityInfoAccess, decodeAccess)
  const subjectKeyId = find(certificate, OID.subjectKeyId, decodeOctets)
  const authorityKeyId = find(certificate, OID.authorityKeyId, decodeAuthorityKeyId)
  return {
    isCa: constraints?.isCa,
    pathLength: constraints?.pathLength,
    keyUsage: find(certificate, OID.keyUsage, decodeKeyUsage),
    extendedKeyUsage: find(certificate, OID.extendedKeyUsage, decodeOids),
    dnsNames: names.filter(({ kind }) => kind === 'dns').map(({ text }) => text),
    ipAddresses: names.filter(({ kind }) => kind === 'ip').map(({ text }) => text),
    otherNames: names
      .filter(({ kind }) => kind !== 'dns' && kind !== 'ip')
      .map(({ kind, text }) => `${kind}:${text}`),
    subjectKeyId: subjectKeyId && hex(subjectKeyId),
    authorityKeyId: authorityKeyId && hex(authorityKeyId),
    ocspUrls: access?.ocsp ?? [],
    caIssuersUrls: access?.caIssuers ?? [],
    crlUrls: find(certificate, OID.crlDistributionPoints, decodeCrlUrls) ?? [],
    policies: find(certificate, OID.policies, decodePolicies) ?? [],
    mustStaple: find(certificate, OID.tlsFeature, decodeTlsFeatures)?.includes(STATUS_REQUEST) ?? false,
    sctCount: find(certificate, OID.scts, decodeSctCount) ?? 0,
  }
}

/** What cannot be decoded in the extensions that `certificateFacts` reads: `x509-extension-undecodable`. */
export function extensionProblems(certificate: Certificate): Problem[] {
  const problems: Problem[] = []
  for (const { oid, name, value, offset } of certificate.extensions) {
    const decode = DECODERS.get(oid)
    if (decode === undefined || decode(value)?.complete === true) continue
    const detail = `The value of the extension ${name} does not have its syntax.`
    problems.push({ code: 'x509-extension-undecodable', offset, detail })
  }
  return problems
}
