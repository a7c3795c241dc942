import type { Scenario } from '@foreseen/facts'
import type { Materials, RehearsedHost } from '../contract.ts'
import type { Cast } from '../parts.ts'
import { CastError } from './cast-error.ts'

/** What a cast is made for. */
export interface CastOptions {
  readonly hosts: readonly RehearsedHost[]
  readonly scenarios: readonly Scenario[]
  readonly materials: Materials
  /** DER of the roots that this machine trusts; anchors of the operator's chains. */
  readonly hostRoots: readonly Uint8Array[]
  readonly nowMs: number
}

export async function openCast(_options: CastOptions): Promise<Cast> {
  throw new CastError('cast-unknown-scenario', 'not made yet')
}
