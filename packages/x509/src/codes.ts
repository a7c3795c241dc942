/** One kind of problem: its stable code, what it means, what to do about it. */
export interface ProblemCode {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}

const REISSUE = 'Nothing for the reader; ask the issuer to issue the certificate anew without it.'
const CHECK_INPUT = 'Check that the input is what it is taken for and that it was copied whole.'

/** Every code that this package puts into a `Problem`, in alphabetical order. */
export const X509_CODES: readonly ProblemCode[] = [
  {
    code: 'x509-algorithm-unreadable',
    meaning: 'An algorithm identifier has no readable object identifier.',
    remedy: REISSUE,
  },
  {
    code: 'x509-boolean-form',
    meaning: 'The critical flag of an extension is not written as DER asks: absent for false, FF for true.',
    remedy: REISSUE,
  },
  {
    code: 'x509-control-character',
    meaning: 'A name holds a control, format or direction character; it is shown as \\XX octets.',
    remedy: 'Compare the name by its octets and not by eye; such names are used to deceive.',
  },
  {
    code: 'x509-extension-malformed',
    meaning: 'An extension is not a type, a flag and an OCTET STRING; it is left out.',
    remedy: REISSUE,
  },
  {
    code: 'x509-extension-repeated',
    meaning: 'An extension appears more than once; the first one counts.',
    remedy: REISSUE,
  },
  {
    code: 'x509-extension-undecodable',
    meaning: 'The value of a known extension does not have its syntax; what could be decoded is used.',
    remedy: REISSUE,
  },
  { code: 'x509-extensions-empty', meaning: 'The list of extensions is present and empty.', remedy: REISSUE },
  {
    code: 'x509-extensions-malformed',
    meaning: 'The list of extensions holds something that is none; what follows it is left out.',
    remedy: REISSUE,
  },
  {
    code: 'x509-extensions-many',
    meaning: 'A certificate has more than 1,000 extensions; the rest is not read.',
    remedy: 'Treat the certificate as hostile.',
  },
  { code: 'x509-issuer-empty', meaning: 'The issuer has no name.', remedy: REISSUE },
  {
    code: 'x509-key-unreadable',
    meaning: 'The size of a public key cannot be read from its encoding.',
    remedy: REISSUE,
  },
  {
    code: 'x509-length-not-minimal',
    meaning: 'A length is written with more octets than it needs; DER asks for the fewest.',
    remedy: 'Fingerprints are of the octets as found; strict libraries may refuse the certificate.',
  },
  {
    code: 'x509-name-malformed',
    meaning: 'A distinguished name does not have its structure; what could be read is used.',
    remedy: REISSUE,
  },
  {
    code: 'x509-name-too-long',
    meaning: 'A distinguished name has more than 1,000 attributes; the rest is not decoded.',
    remedy: 'Treat the certificate as hostile.',
  },
  {
    code: 'x509-not-certificate',
    meaning: 'The bytes do not have the structure of a certificate.',
    remedy: CHECK_INPUT,
  },
  {
    code: 'x509-not-openssh-key',
    meaning: 'The bytes are not the body of an OpenSSH private key.',
    remedy: CHECK_INPUT,
  },
  {
    code: 'x509-not-private-key',
    meaning: 'The bytes do not have the structure of a private key.',
    remedy: CHECK_INPUT,
  },
  { code: 'x509-not-public-key', meaning: 'The bytes are not a SubjectPublicKeyInfo.', remedy: CHECK_INPUT },
  {
    code: 'x509-not-request',
    meaning: 'The bytes do not have the structure of a certificate request.',
    remedy: CHECK_INPUT,
  },
  {
    code: 'x509-not-revocation-list',
    meaning: 'The bytes do not have the structure of a revocation list.',
    remedy: CHECK_INPUT,
  },
  {
    code: 'x509-not-signed-data',
    meaning: 'The bytes do not have the structure of a PKCS#7 SignedData.',
    remedy: CHECK_INPUT,
  },
  {
    code: 'x509-pem-body',
    meaning: 'What stands between BEGIN and END is not base64.',
    remedy: 'Copy the block again from its source.',
  },
  {
    code: 'x509-pkcs7-member',
    meaning: 'A member of a PKCS#7 certificate list is not an X.509 certificate; it is left out.',
    remedy: 'Nothing, if it is an attribute certificate; otherwise make the bundle anew.',
  },
  {
    code: 'x509-pkcs7-members',
    meaning: 'The certificate list of a PKCS#7 bundle cannot be read to its end.',
    remedy: 'Make the bundle anew; certificates behind this place are not seen.',
  },
  {
    code: 'x509-pkcs7-no-signers',
    meaning: 'A PKCS#7 SignedData lacks its set of signers, which may be empty but not absent.',
    remedy: 'Nothing for the reader; it is taken for a bundle.',
  },
  { code: 'x509-serial-empty', meaning: 'The serial number has no octets.', remedy: REISSUE },
  { code: 'x509-serial-long', meaning: 'The serial number has more than 20 octets.', remedy: REISSUE },
  { code: 'x509-serial-negative', meaning: 'The serial number is negative.', remedy: REISSUE },
  {
    code: 'x509-serial-not-minimal',
    meaning: 'The serial number has sign octets to spare.',
    remedy: REISSUE,
  },
  { code: 'x509-serial-zero', meaning: 'The serial number is zero.', remedy: REISSUE },
  {
    code: 'x509-signature-algorithm-mismatch',
    meaning: 'The signature algorithm inside the signed part differs from the one outside.',
    remedy: REISSUE,
  },
  { code: 'x509-signature-bits', meaning: 'The signature is not a whole number of octets.', remedy: REISSUE },
  {
    code: 'x509-string-invalid',
    meaning: 'The value of a name attribute does not obey its string type.',
    remedy: REISSUE,
  },
  {
    code: 'x509-subject-empty',
    meaning: 'The subject has no name and there is no subject alternative name either.',
    remedy: REISSUE,
  },
  {
    code: 'x509-time-form',
    meaning: 'A time is not written with seconds, without fraction and in UTC; it is read nevertheless.',
    remedy: REISSUE,
  },
  {
    code: 'x509-time-type',
    meaning: 'A time before 2050 is a GeneralizedTime where UTCTime is asked for.',
    remedy: REISSUE,
  },
  {
    code: 'x509-time-unreadable',
    meaning: 'A time names no instant; nothing can be said about when the certificate ends.',
    remedy: REISSUE,
  },
  {
    code: 'x509-trailing-bytes',
    meaning: 'Bytes follow the structure that was read.',
    remedy: 'Nothing, if they were expected; otherwise check what they are.',
  },
  {
    code: 'x509-truncated',
    meaning: 'The bytes end before the certificate that starts in them does.',
    remedy: CHECK_INPUT,
  },
  {
    code: 'x509-v1-with-extensions',
    meaning: 'A certificate of version 1 or 2 carries extensions; they are read nevertheless.',
    remedy: REISSUE,
  },
  {
    code: 'x509-v1-with-unique-id',
    meaning: 'A version 1 certificate carries a unique identifier.',
    remedy: REISSUE,
  },
  {
    code: 'x509-validity-reversed',
    meaning: 'The validity ends before it begins: the certificate is never valid.',
    remedy: REISSUE,
  },
  {
    code: 'x509-version-default',
    meaning: 'Version 1 is written out although it is the default.',
    remedy: REISSUE,
  },
  {
    code: 'x509-version-unknown',
    meaning: 'The version is none of 1, 2 and 3; it is shown as 0 or as written.',
    remedy: REISSUE,
  },
]
