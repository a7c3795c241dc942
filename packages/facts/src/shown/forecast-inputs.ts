import type { KeyPolicy } from '../breakage.ts'
import type { StarttlsProtocol } from '../endpoint.ts'
import type { ObservedKeyType } from '../observation.ts'
import type { FindingRecord, UnseenRecord } from '../record.ts'

/** What a forecast takes for granted about the next renewal of an endpoint; `null` where nobody said. */
export interface ShownAssumptions {
  readonly keyPolicy: KeyPolicy | null
  /** The moment of the renewal, where it is fixed. */
  readonly renewal: string | null
  readonly leadDays: number | null
  readonly thirdParty: boolean
  /** SHA-256 of SPKIs whose private keys are proven to be in hand. */
  readonly provenKeys: readonly string[]
}

/** A release as the rules take it. */
export interface ShownInputRelease {
  readonly id: string
  /** As sentences name it, `joost 0.9.1`. */
  readonly name: string
  /** Path of what was scanned, below which the paths of findings stand. */
  readonly path: string
  /** Occurrences of the newest scan that the forecast was made from. */
  readonly findings: readonly FindingRecord[]
  readonly unseen: readonly UnseenRecord[]
}

/** One look at an endpoint, as far as the rules read it. */
export interface ShownInputLook {
  readonly source: 'network' | 'file'
  readonly address: string
  readonly sni: string
  readonly keyType: ObservedKeyType
  readonly at: string
  readonly state: 'served' | 'failed'
  /** The certificates in the order sent; empty where nothing was served. */
  readonly chain: readonly { readonly sha256: string; readonly spkiSha256: string }[]
  readonly leafIndex: number
  /** Why nothing was served; ''. */
  readonly code: string
  readonly detail: string
}

/** An endpoint as the rules take it. */
export interface ShownInputEndpoint {
  readonly id: string
  /** `host:port`, as sentences name it. */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly starttls: StarttlsProtocol | ''
  readonly looks: readonly ShownInputLook[]
  /** What the stored forecast assumed of it. */
  readonly assumptions: ShownAssumptions
}

/** The answer to one signature, which a page does not work out itself. */
export interface ShownSignature {
  /** SHA-256 over algorithm, key, signed bytes and signature, as `rememberVerdicts` joins them; lower-case hex. */
  readonly id: string
  readonly valid: boolean
}

/**
 * What the rules need to work a forecast out again where there is no ledger. A key or certificate whose bytes are
 * not among `bytes` was never pushed, and counts as not found on both sides.
 */
export interface ShownForecastInputs {
  /** The forecast that these were the inputs of. */
  readonly forecast: string
  /** The moment and the end of that forecast. */
  readonly at: string
  readonly horizon: string
  /** The nth release asked for with the nth endpoint; `ordinal` of the line, `null` where there is none. */
  readonly pairs: readonly {
    readonly release: string
    readonly endpoint: string
    readonly ordinal: number | null
  }[]
  readonly releases: readonly ShownInputRelease[]
  readonly endpoints: readonly ShownInputEndpoint[]
  /** SHA-256 of certificates of other releases: pins are resolved to them, chains may lead to them. */
  readonly known: readonly string[]
  /** Base64 of DER: certificates by their SHA-256, public keys by that of their SPKI. */
  readonly bytes: Readonly<Record<string, string>>
  readonly signatures: readonly ShownSignature[]
}
