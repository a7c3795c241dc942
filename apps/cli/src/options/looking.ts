import type { UnseenReason } from '@foreseen/facts'
import type { Limits } from '@foreseen/scan'
import { unseenReasons } from './flags.ts'
import { standardLimits } from './limits.ts'
import type { Reading } from './read.ts'

/** Which files are read and how they are opened. */
export interface LookingOptions {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** '' for none. */
  readonly passwordFile: string
  readonly tryCommonPasswords: boolean
  /** '' for none. */
  readonly cacheFile: string
  /** 0 leaves the number to the machine. */
  readonly jobs: number
  readonly limits: Limits
  /** Reasons for which something unseen does not change the exit code. */
  readonly allowUnseen: ReadonlySet<UnseenReason>
}

/** Reads `--include` to `--allow-unseen`. */
export function readLooking(reading: Reading): LookingOptions {
  const allowed = reading.choices('allow-unseen', unseenReasons)
  const reasons = allowed.includes('all') ? unseenReasons : allowed
  return {
    include: reading.texts('include'),
    exclude: reading.texts('exclude'),
    passwordFile: reading.text('password-file') ?? '',
    tryCommonPasswords: reading.on('try-common-passwords'),
    cacheFile: reading.text('cache') ?? '',
    jobs: reading.count('jobs', 0, 1, 256),
    limits: {
      depth: reading.count('max-depth', standardLimits.depth, 0, 64),
      members: reading.count('max-members', standardLimits.members, 1, 100_000_000),
      ratio: reading.count('max-ratio', standardLimits.ratio, 1, 10_000_000),
      totalBytes: reading.size('max-total', standardLimits.totalBytes),
      memberBytes: reading.size('max-member', standardLimits.memberBytes),
    },
    allowUnseen: new Set(reasons.filter(reason => reason !== 'all')),
  }
}
