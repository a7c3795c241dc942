import type { RehearsalKind } from './rehearsed.ts'
import type { ShownRenewalPlan } from './shown/endpoint.ts'
import type { ShownSupport } from './shown/release.ts'

/** Name and version of what `foreseen apply` sends: `docs/formats/foreseen-yaml.schema.json`. */
export const applySchema = 'foreseen.apply/1'

/** A release as a file says it; what is left out stays as it is. */
export interface WantedRelease {
  readonly version: string
  readonly platform?: string
  readonly support?: ShownSupport
  /** A day, or `null` for none. */
  readonly supportedUntil?: string | null
  readonly released?: string | null
  readonly artefactSha256?: string
  readonly installs?: readonly { readonly at: string; readonly count: number }[]
  readonly updateHosts?: readonly string[]
  /** HOST or HOST:PORT each. */
  readonly endpoints?: readonly string[]
}

export interface WantedProduct {
  readonly name: string
  readonly releases?: readonly WantedRelease[]
}

export interface WantedEndpoint {
  /** HOST, HOST:PORT or a URL. */
  readonly name: string
  /** As `--starttls`; follows from the port when left out. */
  readonly starttls?: string
  /** `true`: no longer looked at. */
  readonly ended?: boolean
  /** What is left out of a plan has its usual value; `null` takes the plan away. */
  readonly plan?: Partial<ShownRenewalPlan> | null
}

export interface WantedRehearsal {
  readonly name: string
  readonly ended?: boolean
  readonly kind?: RehearsalKind
  readonly hosts?: readonly string[]
  readonly clients?: readonly {
    readonly name: string
    readonly release?: { readonly product: string; readonly version: string; readonly platform?: string }
  }[]
  readonly scenarios?: readonly string[]
  /** Whose present chain is rehearsed from. */
  readonly endpoint?: string
}

/** Everything that a file may say. */
export interface Wanted {
  readonly schema: typeof applySchema
  readonly products?: readonly WantedProduct[]
  readonly endpoints?: readonly WantedEndpoint[]
  readonly rehearsals?: readonly WantedRehearsal[]
}
