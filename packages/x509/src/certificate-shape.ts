import type { Problem } from './problem.ts'

/** An AlgorithmIdentifier (RFC 5280 section 4.1.1.2). */
export interface Algorithm {
  readonly oid: string
  /** Known name such as `sha256WithRSAEncryption`, or the OID itself. */
  readonly name: string
  /** The whole AlgorithmIdentifier, DER as found. */
  readonly der: Uint8Array
}

/** One attribute of a distinguished name, value decoded to text without control characters. */
export interface NameAttribute {
  readonly oid: string
  readonly value: string
}

/** A distinguished name: relative names in the order found, each a set of attributes. */
export interface Name {
  readonly der: Uint8Array
  readonly rdns: readonly (readonly NameAttribute[])[]
}

/** A SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). */
export interface PublicKey {
  readonly der: Uint8Array
  readonly algorithm: Algorithm
  readonly kind: 'rsa' | 'ec' | 'ed25519' | 'ed448' | 'dsa' | 'x25519' | 'x448' | 'ml-dsa' | 'other'
  /** Modulus or field size in bits; 0 when unknown. */
  readonly sizeBits: number
  /** Curve name such as `P-256`, or '' where there is none. */
  readonly curve: string
}

/** One extension, value bytes as found (the inside of the OCTET STRING). */
export interface Extension {
  readonly oid: string
  /** Name such as `subjectAltName`, or the OID itself. */
  readonly name: string
  readonly critical: boolean
  readonly value: Uint8Array
  /** Byte offset of the extension within the certificate. */
  readonly offset: number
}

/** A certificate as structure found it. Every `Uint8Array` is a view into `der`. */
export interface Certificate {
  readonly der: Uint8Array
  readonly version: number
  /** Serial number, lower-case hex without leading zero octets of sign. */
  readonly serial: string
  readonly signatureAlgorithm: Algorithm
  readonly issuer: Name
  readonly subject: Name
  /** Milliseconds since the epoch, inclusive (RFC 5280 4.1.2.5); NaN when the time cannot be read (a deviation says so). */
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly publicKey: PublicKey
  readonly extensions: readonly Extension[]
  /** DER of the TBSCertificate, the bytes that were signed. */
  readonly tbs: Uint8Array
  readonly signature: Uint8Array
  /** What deviates from RFC 5280 or X.690, without making it less of a certificate. */
  readonly deviations: readonly Problem[]
}

/** The decoded extensions that rules need; absent ones are `undefined`. */
export interface CertificateFacts {
  readonly isCa: boolean | undefined
  readonly pathLength: number | undefined
  /** Names of RFC 5280 4.2.1.3, e.g. `digitalSignature`. */
  readonly keyUsage: readonly string[] | undefined
  /** OIDs. */
  readonly extendedKeyUsage: readonly string[] | undefined
  readonly dnsNames: readonly string[]
  readonly ipAddresses: readonly string[]
  readonly otherNames: readonly string[]
  /** Lower-case hex. */
  readonly subjectKeyId: string | undefined
  readonly authorityKeyId: string | undefined
  readonly ocspUrls: readonly string[]
  readonly caIssuersUrls: readonly string[]
  readonly crlUrls: readonly string[]
  readonly policies: readonly string[]
  readonly mustStaple: boolean
  readonly sctCount: number
}
