import type { RenewalEvent } from './breakage.ts'

/** Schema name and version of a scenario written as JSON. */
export const scenarioSchema = 'foreseen.scenario/1'

/**
 * Which roots the client's machine trusts during a run: the stand-in for the old root, for the new one, both,
 * or whatever this machine trusts by itself.
 */
export type TrustStore = 'old' | 'both' | 'new' | 'host'

/** All trust stores, in the order of columns. */
export const trustStores: readonly TrustStore[] = ['old', 'both', 'new', 'host']

/** The leaf's key: the one served today, a fresh one of the same kind, one of the other kind, or a bigger RSA key. */
export type LeafKey = 'same' | 'new' | 'other-algorithm' | 'rsa-4096'

/** The server certificate of a scenario. Days count from the moment of the rehearsal; fractions are allowed. */
export interface LeafPlan {
  readonly key: LeafKey
  readonly notBeforeDays: number
  readonly notAfterDays: number
  /** `hosts`: all names under rehearsal; `other`: a name that nobody asked for. */
  readonly names: 'hosts' | 'other'
  /** Whether the subject has a common name (public CAs stop sending one). */
  readonly commonName: boolean
  /** Whether the extended key usage has clientAuth beside serverAuth (root programmes forbid it from 2026). */
  readonly clientAuth: boolean
}

/** A CA certificate of a scenario; two plans with one `key` share the key, as a cross-sign does. */
export interface AuthorityPlan {
  readonly id: string
  /** Common name; two certificates with one subject and key are each other's stand-ins in a path. */
  readonly subject: string
  /** Name of the key, unique within a rehearsal. */
  readonly key: string
  /** The `id` of the authority that signs, or its own for a root. */
  readonly issuer: string
  readonly notBeforeDays: number
  readonly notAfterDays: number
}

/** What differs from the baseline, for people and for the decision tree. */
export type Changed =
  | 'certificate'
  | 'leaf-key'
  | 'key-type'
  | 'intermediate'
  | 'root'
  | 'cross-sign'
  | 'dates'
  | 'names'
  | 'chain'
  | 'clock'

/** `baseline` is what is served today; a `renewal` may come; a `fault` must be refused; `staged` is a real chain. */
export type ScenarioKind = 'baseline' | 'renewal' | 'fault' | 'staged'

/**
 * One thing that a server may present, as data (`docs/scenarios.md`). Exactly one thing differs from the
 * baseline, so that a refusal names its own cause.
 */
export interface Scenario {
  readonly id: string
  /** A few words for a table: "renewed, same key". */
  readonly title: string
  readonly kind: ScenarioKind
  /** One sentence: what the server does. */
  readonly about: string
  /** One sentence: who refuses it, and why. */
  readonly teaches: string
  readonly leaf: LeafPlan
  /** Authorities beyond the standing cast, or others under a new id. */
  readonly authorities: readonly AuthorityPlan[]
  /** The authority that signs the leaf. */
  readonly issuer: string
  /** What is sent, in order: `leaf` or the id of an authority. */
  readonly sends: readonly ('leaf' | string)[]
  /** Trust stores it is rehearsed with unless others are asked for. */
  readonly trusts: readonly TrustStore[]
  /** Days by which the client's clock is moved. */
  readonly clockDays: number
  readonly changes: readonly Changed[]
  /** The row of the forecast's table that predicts it, where there is one. */
  readonly event: RenewalEvent | undefined
}
