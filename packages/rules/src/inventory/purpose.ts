import type { Finding, KindId, Position, Purpose, Within } from '@foreseen/facts'
import type { CertificateFacts } from '@foreseen/x509'

/** RFC 5280 4.2.1.12 and the vendor purposes that mean signing code. Order: the first that is present decides. */
const purposeOfUsage: readonly (readonly [string, Purpose])[] = [
  ['1.3.6.1.5.5.7.3.1', 'tls-server'],
  ['1.3.6.1.5.5.7.3.2', 'tls-client'],
  ['1.3.6.1.5.5.7.3.3', 'code-signing'],
  ['1.3.6.1.5.5.7.3.4', 'email'],
  ['1.3.6.1.5.5.7.3.8', 'timestamp'],
  ['2.5.29.37.0', 'tls-server'],
]

/** Structures whose certificates say who signed a file or a profile; never what a client trusts (`docs/catalogue.md` 88). */
const signatureStructures: ReadonlySet<Within> = new Set<Within>([
  'pkcs7-signature',
  'authenticode',
  'macho-signature',
  'apk-signature',
  'jar-signature',
  'font-signature',
  'module-signature',
  'gem-signature',
  'provisioning-profile',
])

const federationStructures: ReadonlySet<Within> = new Set<Within>(['saml-metadata', 'jwk', 'jws'])

/** The signature block of a signed JAR or APK v1 (JAR File Specification, "Signed JAR File"). */
const jarSignature = /(?:^|[/\\!])META-INF[/\\][^/\\!]{1,255}\.(?:RSA|DSA|EC)$/i

/** Whether a certificate stands at this place because somebody signed a file. */
export function isFileSignature(finding: Finding): boolean {
  if (finding.within !== undefined && signatureStructures.has(finding.within)) return true
  return jarSignature.test(finding.at.path)
}

const federationWords = /saml|idp[-_.]|federation|shibboleth|jwks|oidc|adfs/i
const clientWords = /client[-_.]?(?:cert|crt|pem|key)|(?:^|[/!_-])client\.(?:crt|pem|cer|der)$|mtls/i

function purposeOfPlace(finding: Finding): Purpose | undefined {
  if (finding.within !== undefined && federationStructures.has(finding.within)) return 'federation'
  const file = finding.at.path.slice(-200)
  const words = `${file} ${finding.label ?? ''}`
  if (federationWords.test(words)) return 'federation'
  return clientWords.test(words) ? 'tls-client' : undefined
}

/** Extended key usage first, then the structure around it, then words near by. */
export function purposeOf(
  facts: CertificateFacts,
  position: Position,
  findings: readonly Finding[],
): Purpose {
  if (position === 'root' || position === 'intermediate') return 'ca'
  for (const [oid, purpose] of purposeOfUsage) {
    if (facts.extendedKeyUsage?.includes(oid) === true) return purpose
  }
  for (const finding of findings) {
    const purpose = purposeOfPlace(finding)
    if (purpose !== undefined) return purpose
  }
  return facts.dnsNames.length + facts.ipAddresses.length > 0 ? 'tls-server' : 'unknown'
}

const kindOfPosition: Readonly<Record<Position, KindId>> = {
  leaf: 'hardwired-leaf',
  'self-signed-leaf': 'hardwired-self-signed',
  intermediate: 'hardwired-intermediate',
  root: 'hardwired-root',
}

/** The kind of one place of a certificate. */
export function kindOfCertificate(
  finding: Finding,
  position: Position,
  purpose: Purpose,
  expired: boolean,
): KindId {
  if (isFileSignature(finding)) return 'file-signature'
  if (purpose === 'federation') return 'federation-certificate'
  if (purpose === 'code-signing' || purpose === 'email' || purpose === 'timestamp') {
    return 'other-purpose-certificate'
  }
  if (expired) return 'expired-certificate'
  return purpose === 'tls-client' ? 'client-certificate' : kindOfPosition[position]
}
