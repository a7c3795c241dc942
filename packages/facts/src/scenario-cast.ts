import type { AuthorityPlan } from './scenario.ts'

/** Long before and long after any clock that a rehearsal sets. */
const longAgo = -3650
const farOff = 3650

function authority(
  id: string,
  subject: string,
  key: string,
  issuer: string,
  days: readonly [number, number] = [longAgo, farOff],
): AuthorityPlan {
  return {
    id,
    subject: `Rehearsal ${subject}`,
    key,
    issuer,
    notBeforeDays: days[0],
    notAfterDays: days[1],
  }
}

/**
 * The authorities that every scenario may name. `old-root` and `new-root` are what trust stores hold; nothing
 * holds `untrusted-root`. A leaf is one certificate for one leaf plan and one issuing subject and key, so that a
 * scenario that changes another link alone sends the very leaf of the baseline.
 */
export const standingCast: readonly AuthorityPlan[] = [
  authority('old-root', 'Old Root', 'old-root', 'old-root'),
  authority('new-root', 'New Root', 'new-root', 'new-root'),
  authority('cross', 'New Root', 'new-root', 'old-root'),
  authority('cross-expired', 'New Root', 'new-root', 'old-root', [-900, -2]),
  authority('intermediate-a', 'Intermediate A', 'intermediate-a', 'old-root'),
  authority('intermediate-a-reissued', 'Intermediate A', 'intermediate-a', 'old-root', [-1, farOff]),
  authority('intermediate-a-expired', 'Intermediate A', 'intermediate-a', 'old-root', [-900, -2]),
  authority('intermediate-b', 'Intermediate B', 'intermediate-b', 'old-root'),
  authority('intermediate-c', 'Intermediate C', 'intermediate-c', 'new-root'),
  authority('intermediate-long', 'Intermediate A1', 'intermediate-long', 'intermediate-a'),
  authority('untrusted-root', 'Untrusted Root', 'untrusted-root', 'untrusted-root'),
  authority('intermediate-u', 'Intermediate U', 'intermediate-u', 'untrusted-root'),
]
