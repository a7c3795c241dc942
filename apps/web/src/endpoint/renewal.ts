import type { ShownRenewalPlan } from '@foreseen/facts'

/** A renewal plan as a form holds it: everything is text until it is read. */
export interface RawRenewal {
  readonly renews: string
  readonly keyPolicy: ShownRenewalPlan['keyPolicy']
  readonly leadDays: string
  readonly renewalDay: string
  readonly thirdParty: boolean
  readonly nextIssuer: string
  readonly window: string
}

export const keyPolicyTitles: Readonly<Record<ShownRenewalPlan['keyPolicy'], string>> = {
  unknown: 'not known',
  'same-key': 'keeps its key',
  'new-key': 'a new key, the same issuer',
  'new-intermediate': 'a new key, another intermediate',
  'new-root': 'a new key, another root',
}

export const keyPolicies: readonly ShownRenewalPlan['keyPolicy'][] = [
  'unknown',
  'same-key',
  'new-key',
  'new-intermediate',
  'new-root',
]

/** The plan as a form shows it; nothing said yet where there is none. */
export function rawRenewal(plan: ShownRenewalPlan | null): RawRenewal {
  return {
    renews: plan?.renews ?? '',
    keyPolicy: plan?.keyPolicy ?? 'unknown',
    leadDays: plan?.leadDays === null || plan === null ? '' : String(plan.leadDays),
    renewalDay: plan?.renewalDay?.slice(0, 10) ?? '',
    thirdParty: plan?.thirdParty ?? false,
    nextIssuer: plan?.nextIssuer ?? '',
    window: plan?.window ?? '',
  }
}

export type ReadRenewal =
  | { readonly ok: true; readonly plan: ShownRenewalPlan }
  | { readonly ok: false; readonly field: keyof RawRenewal; readonly detail: string }

/** Longest certificate that public authorities may issue: 398 days; private ones last longer, ten years is enough. */
const mostLeadDays = 3650

/** Reads the form; the first field that cannot be read is named. */
export function parseRenewal(raw: RawRenewal): ReadRenewal {
  const lead = raw.leadDays.trim()
  if (lead !== '' && !(/^\d{1,4}$/.test(lead) && Number(lead) <= mostLeadDays)) {
    return {
      ok: false,
      field: 'leadDays',
      detail: `Days before the end: a whole number up to ${mostLeadDays}, or nothing`,
    }
  }
  const day = raw.renewalDay.trim()
  if (day !== '' && (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))) {
    return { ok: false, field: 'renewalDay', detail: 'The day of the next renewal: 2026-12-01, or nothing' }
  }
  return {
    ok: true,
    plan: {
      renews: raw.renews.trim(),
      keyPolicy: raw.keyPolicy,
      leadDays: lead === '' ? null : Number(lead),
      renewalDay: day === '' ? null : day,
      thirdParty: raw.thirdParty,
      nextIssuer: raw.nextIssuer.trim(),
      window: raw.window.trim(),
    },
  }
}

/** What is planned, in one sentence. */
export function renewalSentence(plan: ShownRenewalPlan | null): string {
  if (plan === null) return 'Nobody has said who renews it, and whether the key stays.'
  const who = plan.renews === '' ? 'Somebody' : plan.renews
  const when =
    plan.renewalDay !== null
      ? `on ${plan.renewalDay.slice(0, 10)}`
      : plan.leadDays === null
        ? 'at two thirds of its life'
        : `${plan.leadDays} day${plan.leadDays === 1 ? '' : 's'} before its end`
  const what: Readonly<Record<ShownRenewalPlan['keyPolicy'], string>> = {
    unknown: 'whether the key stays is not known',
    'same-key': 'the key stays',
    'new-key': 'the key changes',
    'new-intermediate': 'key and intermediate change',
    'new-root': 'key and root change',
  }
  const other = plan.thirdParty ? ' It is run by somebody else, so this may change without a word.' : ''
  return `${who} renews it ${when}; ${what[plan.keyPolicy]}.${other}`
}
