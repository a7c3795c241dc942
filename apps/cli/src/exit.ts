import type { Unseen } from '@foreseen/facts'
import type { LookingOptions } from './options/looking.ts'

/** 0 nothing asked for was found and all was looked at, 1 something was found, 2 could not look. */
export type ExitCode = 0 | 1 | 2

/**
 * With `--max-depth 0` nobody asked for containers to be opened: that they stayed closed is no failure. The files
 * of the kernel hold no stored bytes that anybody could have meant.
 */
function isAskedFor(unseen: Unseen, options: Pick<LookingOptions, 'allowUnseen' | 'limits'>): boolean {
  if (options.allowUnseen.has(unseen.reason) || unseen.code === 'disk-kernel-files') return false
  return !(unseen.code === 'scan-limit-depth' && options.limits.depth === 0)
}

/** What was found comes before what was not seen: it holds whatever else may be there. */
export function exitCode(
  found: boolean,
  unseen: readonly Unseen[],
  options: Pick<LookingOptions, 'allowUnseen' | 'limits'>,
): ExitCode {
  if (found) return 1
  return unseen.some(record => isAskedFor(record, options)) ? 2 : 0
}
