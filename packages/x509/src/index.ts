export { algorithmName } from './algorithm-names.ts'
export { parseCertificate } from './certificate.ts'
export { certificateLength } from './certificate-gate.ts'
export type {
  Algorithm,
  Certificate,
  CertificateFacts,
  Extension,
  Name,
  NameAttribute,
  PublicKey,
} from './certificate-shape.ts'
export { type ProblemCode, X509_CODES } from './codes.ts'
export type { CipherName, Crypto, DigestAlgorithm, SignatureVerdict } from './crypto.ts'
export { encode, encodeUnsigned, oidElement } from './der-writer.ts'
export { type Element, isTag, type ReadOptions, readChildren, readElement, TAG } from './element.ts'
export { certificateFacts, extensionProblems } from './facts.ts'
export { formatAddress } from './general-name.ts'
export type { PrivateKey, SignedData } from './key-shape.ts'
export { commonName, parseName } from './name.ts'
export { formatName } from './name-format.ts'
export { joinOctets, readOctetString } from './octet-string.ts'
export { decodeOid, encodeOid } from './oid.ts'
export { attributeName, extensionName, keyPurposeName } from './oid-names.ts'
export { parseOpensshKey } from './openssh-key.ts'
export { buildPaths, type Path, type PathOptions, type PathSearch } from './path.ts'
export { type PemBlock, readPem } from './pem.ts'
export { readPemKey } from './pem-key.ts'
export { isSelfIssued, type Position, positionOf, verifyIssued } from './position.ts'
export { parsePrivateKey } from './private-key.ts'
export { privateKeyLength } from './private-key-gate.ts'
export type { Parsed, Problem } from './problem.ts'
export { parsePublicKey } from './public-key.ts'
export { publicKeyLength } from './public-key-gate.ts'
export { type CertificateRequest, parseCertificateRequest } from './request.ts'
export { parseRevocationList, type RevocationList } from './revocation-list.ts'
export { describeSealing } from './sealing.ts'
export { parseSignedData } from './signed-data.ts'
export { base64, decodeBase64, hex, printable } from './text.ts'
export { rememberVerdicts, type VerdictMemo } from './verdict-memo.ts'
