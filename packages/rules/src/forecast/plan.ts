import type { BreakDays, KeyPolicy, RenewalEvent } from '@foreseen/facts'
import { type Chain, isPubliclyIssued } from './chain.ts'
import type { EndpointView } from './view.ts'

export const dayMs = 86_400_000

/** What the operator says about the next renewal; every field may be left out. */
export interface RenewalPlan {
  readonly keyPolicy?: KeyPolicy | undefined
  /** Day of the renewal, milliseconds since the epoch. */
  readonly renewalMs?: number | undefined
  /** Renewal this long before the end, in place of two thirds of life. */
  readonly leadMs?: number | undefined
  /** Somebody else runs the endpoint (a CDN, a partner): key and CA may change without a word. */
  readonly thirdParty?: boolean | undefined
  /** SHA-256 of SPKIs whose private keys are proven to be in hand, lower-case hex. */
  readonly provenKeys?: readonly string[] | undefined
}

/** Renewal clients start here unless told otherwise (certbot, acme.sh, Caddy, cert-manager). */
const renewalShareOfLife = 2 / 3

/** CA/Browser Forum BR 4.9.1.1: the fastest revocation a CA may be bound to. */
const revocationNoticeMs = dayMs

export interface Renewal {
  readonly days: BreakDays
  /** The usual moment has passed: the end is the best guess left. */
  readonly overdue: boolean
  readonly assumptions: readonly string[]
}

function earliestOf(chain: Chain, plan: RenewalPlan, nowMs: number): { ms: number; said: string } {
  if (plan.thirdParty === true) {
    return {
      ms: nowMs,
      said: 'Earliest: now, for somebody else runs the endpoint and may replace its certificate without notice.',
    }
  }
  if (isPubliclyIssued(chain.leaf)) {
    return {
      ms: nowMs + revocationNoticeMs,
      said: 'Earliest: in 24 hours, the notice a public CA must keep when it has to revoke.',
    }
  }
  return {
    ms: nowMs,
    said: 'Earliest: now, for whoever runs the server may replace its certificate at any time.',
  }
}

function expectedOf(
  chain: Chain,
  plan: RenewalPlan,
  nowMs: number,
): { ms: number; overdue: boolean; said: string } {
  const { notBeforeMs, notAfterMs } = chain.leaf.certificate
  if (plan.renewalMs !== undefined) return { ms: plan.renewalMs, overdue: false, said: '' }
  const due =
    plan.leadMs === undefined
      ? notBeforeMs + (notAfterMs - notBeforeMs) * renewalShareOfLife
      : notAfterMs - plan.leadMs
  const rule =
    plan.leadMs === undefined
      ? 'at two thirds of the life of the certificate'
      : `${Math.round(plan.leadMs / dayMs)} days before its end`
  if (due >= nowMs) return { ms: due, overdue: false, said: `Renewal is expected ${rule}.` }
  return {
    ms: notAfterMs,
    overdue: true,
    said: `Renewal is usual ${rule}; that has passed, so the last day of the certificate is expected.`,
  }
}

/** When the certificate of a chain gives way to another: earliest, expected, latest. */
export function renewalOf(chain: Chain, next: Chain | undefined, plan: RenewalPlan, nowMs: number): Renewal {
  const latestMs = chain.leaf.certificate.notAfterMs
  const expected = expectedOf(chain, plan, nowMs)
  const upper = Math.max(latestMs, nowMs)
  if (next !== undefined) {
    const earliestMs = Math.max(nowMs, next.leaf.certificate.notBeforeMs)
    const due = expected.overdue ? earliestMs : expected.ms
    const expectedMs = Math.max(earliestMs, plan.renewalMs ?? Math.min(due, upper))
    return {
      days: { earliestMs, expectedMs, latestMs: Math.max(upper, expectedMs), basis: 'plan' },
      overdue: false,
      assumptions: [
        'The next chain is the one given; it goes live between its first day and the last day of the present one.',
      ],
    }
  }
  const earliest = earliestOf(chain, plan, nowMs)
  const expectedMs = Math.max(nowMs, expected.ms)
  const basis = plan.renewalMs !== undefined ? 'plan' : expected.overdue ? 'certificate' : 'assumption'
  return {
    days: {
      earliestMs: Math.min(earliest.ms, expectedMs),
      expectedMs,
      latestMs: Math.max(upper, expectedMs),
      basis,
    },
    overdue: expected.overdue,
    assumptions: [expected.said, earliest.said].filter(said => said !== ''),
  }
}

const eventOfPolicy: Readonly<Record<KeyPolicy, RenewalEvent>> = {
  'same-key': 'E1',
  'new-key': 'E2',
  'new-intermediate': 'E3',
  'new-root': 'E10',
}

/** Which events the plan brings for sure, and which it cannot rule out. */
export interface PlannedEvents {
  readonly expected: readonly RenewalEvent[]
  readonly possible: readonly RenewalEvent[]
  readonly assumptions: readonly string[]
}

/** The events of a plan; without one a new key under the same issuer, and a public CA may change its intermediate. */
export function plannedEvents(plan: RenewalPlan, view: EndpointView): PlannedEvents {
  const policy = plan.keyPolicy
  if (policy !== undefined) return { expected: [eventOfPolicy[policy]], possible: [], assumptions: [] }
  const said = 'No plan is given: a new key under the same issuer is assumed, as ACME clients and CDNs do it.'
  if (plan.thirdParty === true) {
    return {
      expected: ['E2'],
      possible: ['E3', 'E10'],
      assumptions: [said, 'Somebody else runs the endpoint, so its CA may change too.'],
    }
  }
  if (view.chains.some(chain => isPubliclyIssued(chain.leaf))) {
    return {
      expected: ['E2'],
      possible: ['E3'],
      assumptions: [said, 'A public CA may issue from another intermediate each time.'],
    }
  }
  return { expected: ['E2'], possible: [], assumptions: [said] }
}
