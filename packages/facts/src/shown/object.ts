import type { ShownName } from './page.ts'

/** A certificate, key or pin, once however often it was found or served. */
export interface ShownObject {
  readonly id: number
  readonly type: string
  readonly kind: string | null
  readonly sha256: string | null
  readonly spkiSha256: string | null
  readonly digestAlgorithm: string | null
  readonly digest: string | null
  readonly subject: string | null
  readonly issuer: string | null
  readonly serial: string | null
  readonly key: string | null
  readonly notBefore: string | null
  readonly notAfter: string | null
  readonly position: string | null
  /** How many releases hold it, by all their scans. */
  readonly releases: number
  /** How many endpoints ever served it. */
  readonly endpoints: number
}

/** What a parsed certificate says beside the columns of its object. */
export interface ShownCertificate {
  readonly dnsNames: readonly string[]
  readonly ipAddresses: readonly string[]
  readonly isAuthority: boolean
  readonly keyUsage: readonly string[]
  readonly extendedKeyUsage: readonly string[]
  readonly signatureAlgorithm: string
  readonly subjectKeyId: string | null
  readonly authorityKeyId: string | null
  /** PEM of the public bytes. */
  readonly pem: string
}

/** An object with a page of its own. */
export interface ShownObjectWhole extends ShownObject {
  /** `null` for what is no certificate, or whose bytes were never pushed. */
  readonly certificate: ShownCertificate | null
  readonly inReleases: readonly ShownName[]
  /** `now`: it is in a chain that was served at the last look. */
  readonly atEndpoints: readonly (ShownName & { readonly now: boolean })[]
}

/** How two certificates or keys of a family belong together. */
export type ShownRelation = 'issued' | 'renewed-by' | 'cross-signed' | 'same-key' | 'pinned-by'

export interface ShownRelative {
  readonly object: number
  readonly type: string
  /** Common name, pin digest, or the whole subject: what people call it. */
  readonly name: string
  readonly notBefore: string | null
  readonly notAfter: string | null
  readonly found: boolean
  readonly served: boolean
}

/** Renewals, cross-signs, issuers and pins around one object, at most 60 relatives. */
export interface ShownFamily {
  readonly relatives: readonly ShownRelative[]
  readonly relations: readonly {
    readonly from: number
    readonly to: number
    readonly relation: ShownRelation
  }[]
  /** How many relatives were left out. */
  readonly omitted: number
}
