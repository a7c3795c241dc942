/**
 * How the bytes of a thing are written at the place where it stands. Decoded layers outside of it are
 * joined in front with `>`: `base64>pem` is a PEM inside base64.
 */
export type Encoding = string

/** The structure around a finding that decides what it means. */
export type Within =
  | 'pkcs7-bundle'
  | 'pkcs7-signature'
  | 'authenticode'
  | 'macho-signature'
  | 'apk-signature'
  | 'jar-signature'
  | 'font-signature'
  | 'module-signature'
  | 'gem-signature'
  | 'provisioning-profile'
  | 'saml-metadata'
  | 'jwk'
  | 'jws'
  | 'pkcs12'
  | 'jks'
  | 'jceks'
  | 'bks'
  | 'android-nsc'
  | 'ios-ats'

/** How a pin is written; it decides what the verifier compares. */
export type PinForm =
  | 'okhttp'
  | 'android-nsc'
  | 'ios-ats'
  | 'trustkit'
  | 'curl'
  | 'git'
  | 'wget'
  | 'node'
  | 'python'
  | 'go'
  | 'java'
  | 'dotnet'
  | 'qt'
  | 'hpkp'
  | 'chromium-static'
  | 'firefox-static'
  | 'fingerprint'

/** One entry of a keystore, by what may be said about it. */
export interface KeystoreEntry {
  readonly alias: string
  readonly kind: 'certificate' | 'private-key' | 'secret' | 'sealed'
  readonly createdMs?: number
}

/** Where something stands. */
export interface Location {
  /** Nested path, members joined by `!`: `a.tgz!package/b.jar!c.pem`. Control characters are escaped. */
  readonly path: string
  /** Byte offset in the innermost bytes. */
  readonly offset: number
  /** Length in bytes of the place. */
  readonly lengthBytes: number
  /** Line, from 1, when the innermost bytes are text. */
  readonly line?: number
  /** Section or segment of an ELF, PE or Mach-O file. */
  readonly section?: string
  /** Nearest symbol at or before the offset, of the same section. */
  readonly symbol?: string
}

interface FindingBase {
  readonly at: Location
  readonly encoding: Encoding
  readonly detector: string
  readonly within?: Within
  readonly label?: string
  readonly hosts?: readonly string[]
}

/** One hardwired thing at one place, as the scan reports it. Bytes are public bytes only. */
export type Finding =
  | (FindingBase & {
      readonly type: 'certificate'
      readonly sha256: string
      readonly spkiSha256: string
      readonly der: Uint8Array
    })
  | (FindingBase & {
      readonly type: 'certificate-request' | 'revocation-list'
      readonly sha256: string
      readonly der: Uint8Array
    })
  | (FindingBase & { readonly type: 'public-key'; readonly spkiSha256: string; readonly spki: Uint8Array })
  | (FindingBase & {
      readonly type: 'private-key'
      readonly format: string
      readonly algorithm: string
      readonly sizeBits: number
      readonly encrypted: boolean
      readonly sealing: string
      readonly spkiSha256?: string
    })
  | (FindingBase & {
      readonly type: 'pin'
      readonly form: PinForm
      readonly digestAlgorithm: 'sha256' | 'sha1' | 'md5'
      /** Lower-case hex. */
      readonly digest: string
      readonly target: 'spki' | 'certificate' | 'unknown'
      readonly expiresMs?: number
    })
  | (FindingBase & {
      readonly type: 'keystore'
      readonly format: string
      readonly entries: readonly KeystoreEntry[]
    })
  | (FindingBase & { readonly type: 'sealed' | 'partial'; readonly what: string; readonly detail: string })

/** Why something was not looked at. */
export type UnseenReason =
  | 'sealed'
  | 'limit'
  | 'unsupported'
  | 'truncated'
  | 'damaged'
  | 'unreadable'
  | 'changed'
  | 'special'

/** Something that was asked for and could not be looked at, or not to its end. */
export interface Unseen {
  readonly path: string
  readonly reason: UnseenReason
  /** Code of the catalogue of errors, `scan-limit-ratio`. */
  readonly code: string
  /** What was found, in one sentence. */
  readonly detail: string
  readonly offset?: number
}

/** What a scan looked at, in numbers. */
export interface ScanTotals {
  readonly files: number
  /** Bytes read from disk. */
  readonly bytes: number
  readonly containers: number
  readonly members: number
  /** Bytes produced by opening containers and layers. */
  readonly inflatedBytes: number
}
