import type { PublicKey } from './certificate-shape.ts'

// Catalogue: object identifiers by their registered names (RFC 5280, 4055, 5758, 8410, 5480, 9881, 4519;).

const PKCS1 = '1.2.840.113549.1.1.'
const PKCS5 = '1.2.840.113549.1.5.'
const PKCS12_PBE = '1.2.840.113549.1.12.1.'
const NIST_SIG = '2.16.840.1.101.3.4.3.'

/** Names of signature, key, digest and cipher algorithms. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  [`${PKCS1}1`, 'rsaEncryption'],
  [`${PKCS1}2`, 'md2WithRSAEncryption'],
  [`${PKCS1}3`, 'md4WithRSAEncryption'],
  [`${PKCS1}4`, 'md5WithRSAEncryption'],
  [`${PKCS1}5`, 'sha1WithRSAEncryption'],
  [`${PKCS1}7`, 'rsaesOaep'],
  [`${PKCS1}8`, 'mgf1'],
  [`${PKCS1}10`, 'rsassaPss'],
  [`${PKCS1}11`, 'sha256WithRSAEncryption'],
  [`${PKCS1}12`, 'sha384WithRSAEncryption'],
  [`${PKCS1}13`, 'sha512WithRSAEncryption'],
  [`${PKCS1}14`, 'sha224WithRSAEncryption'],
  [`${PKCS1}15`, 'sha512-224WithRSAEncryption'],
  [`${PKCS1}16`, 'sha512-256WithRSAEncryption'],
  ['1.3.14.3.2.15', 'shaWithRSASignature'],
  ['1.3.14.3.2.29', 'sha1WithRSASignature'],
  ['1.3.14.3.2.3', 'md5WithRSA'],
  ['1.3.14.3.2.27', 'dsaWithSHA1'],
  ['2.5.8.1.1', 'rsa'],
  ['1.2.840.10045.2.1', 'ecPublicKey'],
  ['1.2.840.10045.4.1', 'ecdsaWithSHA1'],
  ['1.2.840.10045.4.3.1', 'ecdsaWithSHA224'],
  ['1.2.840.10045.4.3.2', 'ecdsaWithSHA256'],
  ['1.2.840.10045.4.3.3', 'ecdsaWithSHA384'],
  ['1.2.840.10045.4.3.4', 'ecdsaWithSHA512'],
  ['1.2.840.10040.4.1', 'dsa'],
  ['1.2.840.10040.4.3', 'dsaWithSHA1'],
  ['1.2.840.10046.2.1', 'dhPublicNumber'],
  ['1.2.840.113549.1.3.1', 'dhKeyAgreement'],
  [`${NIST_SIG}1`, 'dsaWithSHA224'],
  [`${NIST_SIG}2`, 'dsaWithSHA256'],
  [`${NIST_SIG}3`, 'dsaWithSHA384'],
  [`${NIST_SIG}4`, 'dsaWithSHA512'],
  [`${NIST_SIG}9`, 'ecdsaWithSHA3-224'],
  [`${NIST_SIG}10`, 'ecdsaWithSHA3-256'],
  [`${NIST_SIG}11`, 'ecdsaWithSHA3-384'],
  [`${NIST_SIG}12`, 'ecdsaWithSHA3-512'],
  [`${NIST_SIG}13`, 'sha3-224WithRSAEncryption'],
  [`${NIST_SIG}14`, 'sha3-256WithRSAEncryption'],
  [`${NIST_SIG}15`, 'sha3-384WithRSAEncryption'],
  [`${NIST_SIG}16`, 'sha3-512WithRSAEncryption'],
  [`${NIST_SIG}17`, 'ML-DSA-44'],
  [`${NIST_SIG}18`, 'ML-DSA-65'],
  [`${NIST_SIG}19`, 'ML-DSA-87'],
  ['1.3.101.110', 'X25519'],
  ['1.3.101.111', 'X448'],
  ['1.3.101.112', 'Ed25519'],
  ['1.3.101.113', 'Ed448'],
  ['1.2.643.2.2.3', 'gostR3411-94-with-gostR3410-2001'],
  ['1.2.643.2.2.19', 'gostR3410-2001'],
  ['1.2.643.7.1.1.1.1', 'gostR3410-2012-256'],
  ['1.2.643.7.1.1.1.2', 'gostR3410-2012-512'],
  ['1.2.643.7.1.1.3.2', 'gostR3410-2012-256-with-gostR3411-2012-256'],
  ['1.2.643.7.1.1.3.3', 'gostR3410-2012-512-with-gostR3411-2012-512'],
  ['1.2.156.10197.1.501', 'sm2WithSM3'],
  ['1.2.840.113549.2.5', 'md5'],
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['1.2.840.113549.2.7', 'hmacWithSHA1'],
  ['1.2.840.113549.2.8', 'hmacWithSHA224'],
  ['1.2.840.113549.2.9', 'hmacWithSHA256'],
  ['1.2.840.113549.2.10', 'hmacWithSHA384'],
  ['1.2.840.113549.2.11', 'hmacWithSHA512'],
  ['1.3.14.3.2.7', 'des-cbc'],
  ['1.2.840.113549.3.2', 'rc2-cbc'],
  ['1.2.840.113549.3.4', 'rc4'],
  ['1.2.840.113549.3.7', 'des-ede3-cbc'],
  ['2.16.840.1.101.3.4.1.2', 'aes-128-cbc'],
  ['2.16.840.1.101.3.4.1.6', 'aes-128-gcm'],
  ['2.16.840.1.101.3.4.1.22', 'aes-192-cbc'],
  ['2.16.840.1.101.3.4.1.42', 'aes-256-cbc'],
  ['2.16.840.1.101.3.4.1.46', 'aes-256-gcm'],
  [`${PKCS5}1`, 'pbeWithMD2AndDES-CBC'],
  [`${PKCS5}3`, 'pbeWithMD5AndDES-CBC'],
  [`${PKCS5}6`, 'pbeWithMD5AndRC2-CBC'],
  [`${PKCS5}10`, 'pbeWithSHA1AndDES-CBC'],
  [`${PKCS5}11`, 'pbeWithSHA1AndRC2-CBC'],
  [`${PKCS5}12`, 'PBKDF2'],
  [`${PKCS5}13`, 'PBES2'],
  ['1.3.6.1.4.1.11591.4.11', 'scrypt'],
  [`${PKCS12_PBE}1`, 'pbeWithSHAAnd128BitRC4'],
  [`${PKCS12_PBE}2`, 'pbeWithSHAAnd40BitRC4'],
  [`${PKCS12_PBE}3`, 'pbeWithSHAAnd3-KeyTripleDES-CBC'],
  [`${PKCS12_PBE}4`, 'pbeWithSHAAnd2-KeyTripleDES-CBC'],
  [`${PKCS12_PBE}5`, 'pbeWithSHAAnd128BitRC2-CBC'],
  [`${PKCS12_PBE}6`, 'pbeWithSHAAnd40BitRC2-CBC'],
])

/** Kinds of key by the algorithm of their SubjectPublicKeyInfo. */
const KEY_KINDS: ReadonlyMap<string, PublicKey['kind']> = new Map([
  [`${PKCS1}1`, 'rsa'],
  [`${PKCS1}7`, 'rsa'],
  [`${PKCS1}10`, 'rsa'],
  ['2.5.8.1.1', 'rsa'],
  ['1.2.840.10045.2.1', 'ec'],
  ['1.2.840.10040.4.1', 'dsa'],
  ['1.3.101.110', 'x25519'],
  ['1.3.101.111', 'x448'],
  ['1.3.101.112', 'ed25519'],
  ['1.3.101.113', 'ed448'],
  [`${NIST_SIG}17`, 'ml-dsa'],
  [`${NIST_SIG}18`, 'ml-dsa'],
  [`${NIST_SIG}19`, 'ml-dsa'],
])

/** A named curve and the size of its field in bits (SEC 2, RFC 5639). */
export interface Curve {
  readonly name: string
  readonly sizeBits: number
}

const CURVES: ReadonlyMap<string, Curve> = new Map([
  ['1.2.840.10045.3.1.1', { name: 'P-192', sizeBits: 192 }],
  ['1.3.132.0.33', { name: 'P-224', sizeBits: 224 }],
  ['1.2.840.10045.3.1.7', { name: 'P-256', sizeBits: 256 }],
  ['1.3.132.0.34', { name: 'P-384', sizeBits: 384 }],
  ['1.3.132.0.35', { name: 'P-521', sizeBits: 521 }],
  ['1.3.132.0.10', { name: 'secp256k1', sizeBits: 256 }],
  ['1.3.132.0.8', { name: 'secp160r1', sizeBits: 160 }],
  ['1.3.132.0.31', { name: 'secp192k1', sizeBits: 192 }],
  ['1.3.132.0.32', { name: 'secp224k1', sizeBits: 224 }],
  ['1.3.132.0.1', { name: 'sect163k1', sizeBits: 163 }],
  ['1.3.132.0.15', { name: 'sect163r2', sizeBits: 163 }],
  ['1.3.132.0.26', { name: 'sect233k1', sizeBits: 233 }],
  ['1.3.132.0.27', { name: 'sect233r1', sizeBits: 233 }],
  ['1.3.132.0.16', { name: 'sect283k1', sizeBits: 283 }],
  ['1.3.132.0.17', { name: 'sect283r1', sizeBits: 283 }],
  ['1.3.132.0.36', { name: 'sect409k1', sizeBits: 409 }],
  ['1.3.132.0.37', { name: 'sect409r1', sizeBits: 409 }],
  ['1.3.132.0.38', { name: 'sect571k1', sizeBits: 571 }],
  ['1.3.132.0.39', { name: 'sect571r1', sizeBits: 571 }],
  ['1.3.36.3.3.2.8.1.1.7', { name: 'brainpoolP256r1', sizeBits: 256 }],
  ['1.3.36.3.3.2.8.1.1.9', { name: 'brainpoolP320r1', sizeBits: 320 }],
  ['1.3.36.3.3.2.8.1.1.11', { name: 'brainpoolP384r1', sizeBits: 384 }],
  ['1.3.36.3.3.2.8.1.1.13', { name: 'brainpoolP512r1', sizeBits: 512 }],
  ['1.2.156.10197.1.301', { name: 'SM2', sizeBits: 256 }],
])

/** Registered name of an algorithm, or the object identifier itself. */
export function algorithmName(oid: string): string {
  return ALGORITHMS.get(oid) ?? oid
}

/** Kind of key an algorithm stands for. */
export function keyKind(oid: string): PublicKey['kind'] {
  return KEY_KINDS.get(oid) ?? 'other'
}

/** The named curve of an object identifier. */
export function namedCurve(oid: string): Curve | undefined {
  return CURVES.get(oid)
}
