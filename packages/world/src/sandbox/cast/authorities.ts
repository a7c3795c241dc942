import type { AuthorityPlan } from '@foreseen/facts'

const root = { notBeforeDays: -3650, notAfterDays: 7300 }
const issuing = { notBeforeDays: -900, notAfterDays: 1825 }
const past = { notBeforeDays: -900, notAfterDays: -2 }

const plan = (
  id: string,
  subject: string,
  key: string,
  issuer: string,
  dates: Pick<AuthorityPlan, 'notBeforeDays' | 'notAfterDays'>,
): AuthorityPlan => ({ id, subject, key, issuer, ...dates })

/**
 * The authorities that every scenario may name. Trust stores hold `old-root` and `new-root`; `cross` is
 * `new-root` signed by `old-root`. Dates reach far beyond any clock that a scenario moves.
 */
export const standingCast: readonly AuthorityPlan[] = [
  plan('old-root', 'Old Root', 'old-root', 'old-root', root),
  plan('new-root', 'New Root', 'new-root', 'new-root', root),
  plan('cross', 'New Root', 'new-root', 'old-root', issuing),
  plan('cross-expired', 'New Root', 'new-root', 'old-root', past),
  plan('intermediate-a', 'Intermediate A', 'intermediate-a', 'old-root', issuing),
  plan('intermediate-a-reissued', 'Intermediate A', 'intermediate-a', 'old-root', {
    notBeforeDays: -1,
    notAfterDays: 3650,
  }),
  plan('intermediate-a-expired', 'Intermediate A', 'intermediate-a', 'old-root', past),
  plan('intermediate-b', 'Intermediate B', 'intermediate-b', 'old-root', issuing),
  plan('intermediate-c', 'Intermediate C', 'intermediate-c', 'new-root', issuing),
  plan('intermediate-long', 'Intermediate D', 'intermediate-long', 'intermediate-b', issuing),
  plan('untrusted-root', 'Untrusted Root', 'untrusted-root', 'untrusted-root', root),
  plan('intermediate-u', 'Intermediate U', 'intermediate-u', 'untrusted-root', issuing),
]
