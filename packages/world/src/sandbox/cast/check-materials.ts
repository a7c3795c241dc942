import type { Materials, RehearsedHost } from '../contract.ts'

/** Refuses files of the operator that cannot be rehearsed, before anything runs. Errors: `materials-*`. */
export async function checkMaterials(
  _materials: Materials,
  _nowMs: number,
  _hosts: readonly RehearsedHost[],
  _hostRoots: readonly Uint8Array[] = [],
): Promise<void> {}
