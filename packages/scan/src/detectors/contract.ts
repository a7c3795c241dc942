import type { Encoding, KeystoreEntry, PinForm, Within } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import type { NeedleName } from '../kernel/needles.ts'

/** What a detector may read: the innermost bytes around a hit, bounded. */
export interface DetectorInput {
  /** Nested path of the innermost bytes, `a.tgz!package/b.jar!c.pem`. For labels only: detection never depends on a name. */
  readonly path: string
  /** Size of the innermost bytes; `undefined` while a stream is still being read. */
  readonly sizeBytes: number | undefined
  /**
   * Bytes from `at` (may be negative or beyond the end: clipped), at most `lengthBytes`. The view is
   * valid until the next call. `start` is the offset of `view[0]`. At least 64 KiB before and 256 KiB
   * after the hit are there unless the input ends.
   */
  bytes(at: number, lengthBytes: number): { readonly view: Uint8Array; readonly start: number }
}

/** A place in the innermost bytes: [start, end). */
export interface Span {
  readonly start: number
  readonly end: number
}

interface CatchBase extends Span {
  readonly encoding: Encoding
  /** The structure it was found in, when that decides what it means. */
  readonly within?: Within
  /** Alias, friendly name, comment line or configuration key beside it. */
  readonly label?: string
  /** Host names or patterns that the surrounding text ties it to. */
  readonly hosts?: readonly string[]
}

/** What a detector found at a hit. Only public bytes are ever carried. */
export type Catch =
  | (CatchBase & { readonly type: 'certificate'; readonly der: Uint8Array })
  | (CatchBase & { readonly type: 'certificate-request' | 'revocation-list'; readonly der: Uint8Array })
  | (CatchBase & { readonly type: 'public-key'; readonly spki: Uint8Array })
  | (CatchBase & {
      readonly type: 'private-key'
      readonly format: string
      readonly algorithm: string
      readonly sizeBits: number
      readonly encrypted: boolean
      readonly sealing: string
      readonly spki: Uint8Array | undefined
    })
  | (CatchBase & {
      readonly type: 'pin'
      readonly form: PinForm
      readonly digestAlgorithm: 'sha256' | 'sha1' | 'md5'
      readonly digest: Uint8Array
      /** What is hashed, when the form says so. */
      readonly target: 'spki' | 'certificate' | 'unknown'
      /** Date after which the pin is no longer enforced (Android NSC, TrustKit), milliseconds. */
      readonly expiresMs?: number
    })
  | (CatchBase & {
      readonly type: 'keystore'
      readonly format: 'pkcs12' | 'jks' | 'jceks' | 'bks' | 'uber' | 'bcfks'
      readonly entries: readonly KeystoreEntry[]
    })
  /** There, but closed to us: an encrypted keystore, a vault. `detail` says what would open it. */
  | (CatchBase & { readonly type: 'sealed'; readonly what: string; readonly detail: string })
  /** Begun and not ended, redacted, or armour around bytes that do not parse. */
  | (CatchBase & { readonly type: 'partial'; readonly what: string; readonly detail: string })
  /** Decoded bytes that are to be searched in their turn (base64 of a PEM, a gzip member in a binary). */
  | (CatchBase & { readonly type: 'layer'; readonly bytes: Uint8Array })

/** Options of a scan that detectors need. */
export interface DetectorOptions {
  /** Passwords to try on keystores, in order; empty string included only if the user says so. */
  readonly passwords: readonly string[]
  readonly crypto: Crypto
}

/**
 * One way in which certificates, keys or pins get hardwired: one file each. `find` looks at one hit and
 * returns what stands there; an empty list when it is nothing. The engine skips later hits inside a
 * returned span (except those of 'partial' and 'sealed'), so a detector returns the widest span it consumed.
 */
export interface Detector {
  readonly id: string
  /** Numbers in the catalogue of shapes (`docs/catalogue.md`). */
  readonly catalogue: readonly number[]
  readonly needles: readonly NeedleName[]
  /** What it must find and what it must not: tested by its twin. */
  readonly finds: string
  readonly ignores: string
  find(
    hit: { readonly needle: NeedleName; readonly at: number },
    input: DetectorInput,
    options: DetectorOptions,
  ): readonly Catch[]
}
