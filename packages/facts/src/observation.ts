import type { Problem } from '@foreseen/x509'
import type { StarttlsProtocol } from './endpoint.ts'

/** Schema name and version of an observation written as JSON. */
export const observationSchema = 'foreseen.observation/1'

/** Which leaf keys the hello admitted; `any` when the answer did not depend on it or all were admitted. */
export type ObservedKeyType = 'rsa' | 'ecdsa' | 'any'

/** A certificate exactly as it was sent, whether or not it parses. */
export interface ServedCertificate {
  /** SHA-256 of `der`, lower-case hex. */
  readonly sha256: string
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex; '' when the bytes do not parse as a certificate. */
  readonly spkiSha256: string
  readonly der: Uint8Array
}

/** An OCSP response stapled to the leaf (RFC 6066 section 8); `status` is the response status of RFC 6960 4.2.1. */
export type Staple =
  | { readonly present: false }
  | { readonly present: true; readonly status: string; readonly sizeBytes: number }

/** A TLS alert (RFC 8446 section 6). */
export interface TlsAlert {
  readonly number: number
  readonly name: string
  readonly level: 'warning' | 'fatal'
}

/** What an endpoint sent, up to its Certificate message. Nothing here says that it is trusted. */
export interface ServedOutcome {
  readonly state: 'served'
  /** `TLSv1.3`, `TLSv1.2`, ...; '' for a chain that came from a file. */
  readonly protocol: string
  /** IANA name of the cipher suite the server chose; '' for a chain that came from a file. */
  readonly cipher: string
  /** In the order sent, nothing added, nothing left out. */
  readonly chain: readonly ServedCertificate[]
  /** Place of the end entity in the chain: 0 on the wire (RFC 8446 4.4.2); in a file it may stand elsewhere. */
  readonly leafIndex: number
  /** SHA-256 over the SHA-256 digests of the chain in order: changes when any certificate or the order does. */
  readonly chainSha256: string
  /** The application protocol the server chose, '' when none. */
  readonly alpn: string
  readonly staple: Staple
  /** Signed certificate timestamps sent in the handshake, apart from those inside the certificate. */
  readonly sctCount: number
}

/** Why there is no chain; `code` is one of `tlsCodes`. */
export interface FailedOutcome {
  readonly state: 'failed'
  readonly code: string
  /** One plain sentence without control characters. */
  readonly detail: string
  readonly alert?: TlsAlert
}

/** One look at one address of one endpoint with one kind of key, or a file that stands in for it. */
export interface Observation {
  readonly schema: typeof observationSchema
  readonly source: 'network' | 'file'
  readonly host: string
  readonly port: number
  readonly starttls: StarttlsProtocol | 'none'
  /** The address spoken to; '' when there was none. */
  readonly address: string
  readonly family: 4 | 6 | 0
  /** The name asked for (RFC 6066 section 3); '' when none was sent. */
  readonly sni: string
  readonly keyType: ObservedKeyType
  /** Milliseconds since the epoch. */
  readonly atMs: number
  readonly outcome: ServedOutcome | FailedOutcome
  /** What is odd about the answer without making it less of one. */
  readonly problems: readonly Problem[]
}
