import type { Certificate, CertificateFacts } from '@foreseen/x509'
import type { Finding, Location } from './finding.ts'
import type { KindId, Level } from './kind.ts'

/** Where a certificate stands in a chain: self-issue is verified by signature, never guessed by name. */
export type Position = 'leaf' | 'intermediate' | 'root' | 'self-signed-leaf'

/** What a certificate is for: extended key usage first, then what surrounds it, then words near by. */
export type Purpose =
  | 'tls-server'
  | 'tls-client'
  | 'ca'
  | 'federation'
  | 'code-signing'
  | 'email'
  | 'timestamp'
  | 'unknown'

/**
 * Why something counts as a fixture: its path below the release, or its name. Never a reason to drop it.
 * `undefined` when nothing says so.
 */
export type FixtureSign = 'path' | 'name' | undefined

/** One place at which an object was found. */
export interface Occurrence {
  readonly finding: Finding
  readonly kind: KindId
  readonly fixture: FixtureSign
}

/** What every inventory object carries; `occurrences` by path, then offset, and never empty. */
interface InventoryBase {
  readonly kind: KindId
  readonly level: Level
  /** Set when every occurrence is a fixture. */
  readonly fixture: FixtureSign
  readonly occurrences: readonly Occurrence[]
}

/** One certificate by the SHA-256 of its DER, parsed once. */
export interface CertificateObject extends InventoryBase {
  readonly type: 'certificate'
  /** Lower-case hex. */
  readonly sha256: string
  readonly spkiSha256: string
  readonly certificate: Certificate
  readonly facts: CertificateFacts
  readonly subject: string
  readonly issuer: string
  readonly position: Position
  readonly purpose: Purpose
  readonly expired: boolean
  /** Where its private key lies in the same inventory, unencrypted or not; `undefined` when it does not. */
  readonly exposedKey: Location | undefined
}

/** One public key by the SHA-256 of its SubjectPublicKeyInfo. */
export interface PublicKeyObject extends InventoryBase {
  readonly type: 'public-key'
  readonly spkiSha256: string
}

/** One private key; by SPKI where its public half is known, else by place. */
export interface PrivateKeyObject extends InventoryBase {
  readonly type: 'private-key'
  readonly spkiSha256: string | undefined
  readonly encrypted: boolean
  /** SHA-256 of certificates in the same inventory that carry its public half. */
  readonly certificates: readonly string[]
}

/** What a pin was found to be a digest of. */
export interface PinTarget {
  readonly by: 'spki' | 'certificate'
  /** Found by the scan, or seen at an endpoint. */
  readonly source: 'found' | 'observed'
  /** SHA-256 of the certificate; `undefined` when only a bare key has this SPKI. */
  readonly sha256: string | undefined
  readonly spkiSha256: string
  readonly subject: string
}

/** One pin by algorithm and digest. */
export interface PinObject extends InventoryBase {
  readonly type: 'pin'
  readonly digestAlgorithm: 'sha256' | 'sha1' | 'md5'
  readonly digest: string
  /** Empty when unresolved. By source, then SHA-256. */
  readonly resolvedTo: readonly PinTarget[]
}

/** Requests, revocation lists, keystores, sealed and partial things: shown, not forecast. */
export interface OtherObject extends InventoryBase {
  readonly type: 'other'
  readonly id: string
}

/** Ten or more self-issued roots that ship together, told as one thing. */
export interface Bundle {
  /** The file, or the folder of a store with one root per file. */
  readonly path: string
  readonly kind: KindId
  readonly fixture: FixtureSign
  /** Roots and cross-certificates that only appear in bundles or also here; by SHA-256. */
  readonly members: readonly CertificateObject[]
  readonly count: number
  readonly expired: readonly CertificateObject[]
  /** The member with the latest notBefore: the bundle is at least that young. */
  readonly newest: CertificateObject
  /** SHA-256 over the sorted SHA-256 digests of the members, lower-case hex. */
  readonly sha256: string
}

/** Everything hardwired in one release, each object once. */
export interface Inventory {
  readonly certificates: readonly CertificateObject[]
  readonly publicKeys: readonly PublicKeyObject[]
  readonly privateKeys: readonly PrivateKeyObject[]
  readonly pins: readonly PinObject[]
  readonly others: readonly OtherObject[]
  readonly bundles: readonly Bundle[]
}
