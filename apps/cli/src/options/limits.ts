import type { Limits } from '@foreseen/scan'

/** Bounds that hold when no `--max-*` is given. */
export const standardLimits: Limits = {
  depth: 12,
  members: 1_000_000,
  ratio: 1000,
  totalBytes: 64 * 1024 ** 3,
  memberBytes: 16 * 1024 ** 3,
}
