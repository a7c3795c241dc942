// Catalogue: attribute types, extensions and purposes by their registered names (RFC 5280, 4519; vendors' own documentation).

/** Registered descriptors of attribute types (RFC 4519, IANA LDAP descriptors; CA/Browser Forum for jurisdiction). */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'street'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'title'],
  ['2.5.4.13', 'description'],
  ['2.5.4.15', 'businessCategory'],
  ['2.5.4.16', 'postalAddress'],
  ['2.5.4.17', 'postalCode'],
  ['2.5.4.18', 'postOfficeBox'],
  ['2.5.4.20', 'telephoneNumber'],
  ['2.5.4.41', 'name'],
  ['2.5.4.42', 'GN'],
  ['2.5.4.43', 'initials'],
  ['2.5.4.44', 'generationQualifier'],
  ['2.5.4.45', 'x500UniqueIdentifier'],
  ['2.5.4.46', 'dnQualifier'],
  ['2.5.4.65', 'pseudonym'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.3', 'mail'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
  ['1.2.840.113549.1.9.2', 'unstructuredName'],
  ['1.3.6.1.4.1.311.60.2.1.1', 'jurisdictionL'],
  ['1.3.6.1.4.1.311.60.2.1.2', 'jurisdictionST'],
  ['1.3.6.1.4.1.311.60.2.1.3', 'jurisdictionC'],
])

const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['2.5.29.9', 'subjectDirectoryAttributes'],
  ['2.5.29.14', 'subjectKeyIdentifier'],
  ['2.5.29.15', 'keyUsage'],
  ['2.5.29.16', 'privateKeyUsagePeriod'],
  ['2.5.29.17', 'subjectAltName'],
  ['2.5.29.18', 'issuerAltName'],
  ['2.5.29.19', 'basicConstraints'],
  ['2.5.29.20', 'cRLNumber'],
  ['2.5.29.21', 'reasonCode'],
  ['2.5.29.27', 'deltaCRLIndicator'],
  ['2.5.29.28', 'issuingDistributionPoint'],
  ['2.5.29.30', 'nameConstraints'],
  ['2.5.29.31', 'cRLDistributionPoints'],
  ['2.5.29.32', 'certificatePolicies'],
  ['2.5.29.33', 'policyMappings'],
  ['2.5.29.35', 'authorityKeyIdentifier'],
  ['2.5.29.36', 'policyConstraints'],
  ['2.5.29.37', 'extKeyUsage'],
  ['2.5.29.46', 'freshestCRL'],
  ['2.5.29.54', 'inhibitAnyPolicy'],
  ['1.3.6.1.5.5.7.1.1', 'authorityInfoAccess'],
  ['1.3.6.1.5.5.7.1.3', 'qcStatements'],
  ['1.3.6.1.5.5.7.1.11', 'subjectInfoAccess'],
  ['1.3.6.1.5.5.7.1.12', 'logotype'],
  ['1.3.6.1.5.5.7.1.24', 'tlsFeature'],
  ['1.3.6.1.5.5.7.48.1.5', 'ocspNoCheck'],
  ['1.3.6.1.4.1.11129.2.4.2', 'signedCertificateTimestampList'],
  ['1.3.6.1.4.1.11129.2.4.3', 'ctPoison'],
  ['2.16.840.1.113730.1.1', 'netscapeCertType'],
  ['2.16.840.1.113730.1.2', 'netscapeBaseUrl'],
  ['2.16.840.1.113730.1.3', 'netscapeRevocationUrl'],
  ['2.16.840.1.113730.1.4', 'netscapeCaRevocationUrl'],
  ['2.16.840.1.113730.1.8', 'netscapeCaPolicyUrl'],
  ['2.16.840.1.113730.1.12', 'netscapeSslServerName'],
  ['2.16.840.1.113730.1.13', 'netscapeComment'],
  ['1.3.6.1.4.1.311.20.2', 'microsoftCertificateTemplateName'],
  ['1.3.6.1.4.1.311.21.1', 'microsoftCaVersion'],
  ['1.3.6.1.4.1.311.21.2', 'microsoftPreviousCaCertificateHash'],
  ['1.3.6.1.4.1.311.21.7', 'microsoftCertificateTemplate'],
  ['1.3.6.1.4.1.311.21.10', 'microsoftApplicationPolicies'],
  ['1.3.6.1.4.1.311.25.2', 'microsoftNtdsCaSecurity'],
  ['1.2.840.113533.7.65.0', 'entrustVersion'],
  ['1.2.840.113549.1.9.15', 'smimeCapabilities'],
  ['2.23.140.3.1', 'cabfOrganizationIdentifier'],
])

const KEY_PURPOSES: ReadonlyMap<string, string> = new Map([
  ['2.5.29.37.0', 'anyExtendedKeyUsage'],
  ['1.3.6.1.5.5.7.3.1', 'serverAuth'],
  ['1.3.6.1.5.5.7.3.2', 'clientAuth'],
  ['1.3.6.1.5.5.7.3.3', 'codeSigning'],
  ['1.3.6.1.5.5.7.3.4', 'emailProtection'],
  ['1.3.6.1.5.5.7.3.5', 'ipsecEndSystem'],
  ['1.3.6.1.5.5.7.3.6', 'ipsecTunnel'],
  ['1.3.6.1.5.5.7.3.7', 'ipsecUser'],
  ['1.3.6.1.5.5.7.3.8', 'timeStamping'],
  ['1.3.6.1.5.5.7.3.9', 'OCSPSigning'],
  ['1.3.6.1.5.5.7.3.17', 'ipsecIKE'],
  ['1.3.6.1.5.5.7.3.36', 'documentSigning'],
  ['1.3.6.1.5.2.3.4', 'pkinitClient'],
  ['1.3.6.1.5.2.3.5', 'pkinitKdc'],
  ['1.3.6.1.4.1.311.2.1.21', 'microsoftIndividualCodeSigning'],
  ['1.3.6.1.4.1.311.2.1.22', 'microsoftCommercialCodeSigning'],
  ['1.3.6.1.4.1.311.10.3.1', 'microsoftTrustListSigning'],
  ['1.3.6.1.4.1.311.10.3.3', 'microsoftServerGatedCrypto'],
  ['1.3.6.1.4.1.311.10.3.4', 'microsoftEncryptedFileSystem'],
  ['1.3.6.1.4.1.311.10.3.12', 'microsoftDocumentSigning'],
  ['1.3.6.1.4.1.311.20.2.2', 'microsoftSmartCardLogon'],
  ['2.16.840.1.113730.4.1', 'netscapeServerGatedCrypto'],
])

/** Registered name of an extension, or the object identifier itself. */
export function extensionName(oid: string): string {
  return EXTENSIONS.get(oid) ?? oid
}

/** Registered name of an extended key usage, e.g. `serverAuth`, or the object identifier itself. */
export function keyPurposeName(oid: string): string {
  return KEY_PURPOSES.get(oid) ?? oid
}

/** Short name of an attribute type, e.g. `CN`; `undefined` when none is registered. */
export function attributeName(oid: string): string | undefined {
  return ATTRIBUTES.get(oid)
}
