import type { TrustTarget } from '../parts.ts'

/** Where to look beyond the places that systems agree on. */
export interface TrustSearch {
  /** Folders searched for certifi's bundle: homes of virtual environments. */
  readonly roots: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

export async function trustTargets(_search?: Partial<TrustSearch>): Promise<TrustTarget[]> {
  return []
}
