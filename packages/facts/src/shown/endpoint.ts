import type { KeyPolicy } from '../breakage.ts'
import type { StarttlsProtocol } from '../endpoint.ts'
import type { ShownStanding } from './release.ts'

/** Who renews an endpoint's certificate, and what changes then. */
export interface ShownRenewalPlan {
  /** A person, a team or a program, in words. */
  readonly renews: string
  readonly keyPolicy: KeyPolicy | 'unknown'
  /** Days before its end on which the certificate is renewed; `null`: at two thirds of its life. */
  readonly leadDays: number | null
  /** The day of the next renewal, where it is fixed. */
  readonly renewalDay: string | null
  /** Somebody else runs the endpoint: key and CA may change without a word. */
  readonly thirdParty: boolean
  /** Who issues next, in words; '' when the same. */
  readonly nextIssuer: string
  /** Hours and weekdays in which it may be done, in words; ''. */
  readonly window: string
}

export interface ShownEndpoint {
  readonly id: string
  readonly host: string
  readonly port: number
  readonly starttls: StarttlsProtocol | ''
  /** `host:port`. */
  readonly name: string
  readonly created: string
  /** Set when it is no longer looked at. */
  readonly ended: string | null
  /** `unseen` before the first look. */
  readonly state: 'served' | 'failed' | 'unseen'
  /** Why the last look failed; ''. */
  readonly trouble: string
  /** End of the certificate that ends first among those served. */
  readonly notAfter: string | null
  readonly lastLook: string | null
  readonly nextLook: string | null
  readonly plan: ShownRenewalPlan | null
  readonly standing: ShownStanding
}

export interface ShownLink {
  /** Number of the object. */
  readonly object: number
  readonly sha256: string
  readonly spkiSha256: string
  readonly subject: string
  readonly issuer: string
  readonly key: string
  readonly notBefore: string | null
  readonly notAfter: string | null
}

/** A stretch of time in which the same was served, or the same failure met. */
export interface ShownInterval {
  readonly id: number
  readonly address: string
  readonly sni: string
  readonly keyType: string
  readonly source: string
  readonly state: 'served' | 'failed'
  /** SHA-256 over the chain's digests in order; `null` where nothing was served. */
  readonly chain: string | null
  /** Code of the failure; ''. */
  readonly code: string
  readonly detail: string
  readonly protocol: string
  readonly first: string
  readonly last: string
}

/** An endpoint with what it serves now. */
export interface ShownEndpointWhole extends ShownEndpoint {
  /** One for each address, name and key type at the last look. */
  readonly now: readonly ShownInterval[]
  /** The chains of `now`, in the order sent. */
  readonly chains: readonly { readonly sha256: string; readonly links: readonly ShownLink[] }[]
}
