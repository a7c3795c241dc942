import { type AgendaItem, isoTime, type ShownName } from '@foreseen/facts'
import { type AgendaEndpoint, type AgendaFacts, itemOf, urgencyOf } from './agenda-facts.ts'
import { dayMs } from './plan.ts'
import { countOf, dayOf } from './words.ts'

/** A look that is older than this tells what was, not what is. */
const staleMs = 3 * dayMs

/** What is told one by one; more of it is one line. */
const maxAlike = 8

const nameOf = ({ id, name }: ShownName): ShownName => ({ id, name })

function endItem(endpoint: AgendaEndpoint, untilMs: number, nowMs: number): AgendaItem[] {
  const { notAfterMs, renewalMs, name, id } = endpoint
  if (notAfterMs === undefined || notAfterMs > untilMs) return []
  const has = notAfterMs < nowMs ? 'ended' : 'ends'
  // A renewal that is still to come has a line of its own; what is told here is one that did not happen.
  if (notAfterMs >= nowMs && renewalMs !== undefined && renewalMs >= nowMs) return []
  const due = renewalMs === undefined ? '' : `; its renewal was due on ${dayOf(renewalMs, nowMs)}`
  return [
    itemOf({
      kind: 'end',
      day: isoTime(notAfterMs),
      latest: isoTime(notAfterMs),
      urgency: urgencyOf(notAfterMs, nowMs),
      sentence: `The certificate of ${name} ${has} on ${dayOf(notAfterMs, nowMs)}${due}.`,
      action: 'Renew it, or say how it is renewed.',
      href: `/endpoints/${id}`,
      endpoint: nameOf(endpoint),
    }),
  ]
}

function renewalItem(
  endpoint: AgendaEndpoint,
  hit: readonly ShownName[],
  untilMs: number,
  nowMs: number,
): AgendaItem[] {
  const { renewalMs, planned, name, id, notAfterMs } = endpoint
  if (renewalMs === undefined || renewalMs < nowMs || renewalMs > untilMs) return []
  if (planned === undefined && hit.length === 0) return []
  const whom = planned === undefined || planned.renews === '' ? '' : ` by ${planned.renews}`
  const breaks =
    hit.length === 0
      ? 'No release is known to break by it'
      : hit.length === 1
        ? `It may break ${hit[0]?.name ?? ''}`
        : `It may break ${countOf(hit.length, 'release')}, ${hit[0]?.name ?? ''} among them`
  const expected = planned === undefined ? 'is expected to be renewed' : 'is to be renewed'
  return [
    itemOf({
      kind: 'renewal',
      day: isoTime(renewalMs),
      earliest: isoTime(renewalMs),
      latest: isoTime(notAfterMs),
      urgency: urgencyOf(renewalMs, nowMs),
      sentence: `${name} ${expected}${whom} on ${dayOf(renewalMs, nowMs)}. ${breaks}.`,
      action: hit.length === 0 ? '' : 'Rehearse those releases against the next chain first.',
      href: `/endpoints/${id}`,
      releases: hit.slice(0, maxAlike).map(nameOf),
      endpoint: nameOf(endpoint),
    }),
  ]
}

function whyStale({ state, lastLookMs, trouble, failures, name }: AgendaEndpoint, nowMs: number): string {
  if (state === 'unseen' || lastLookMs === undefined) return `${name} was never seen.`
  if (state === 'failed' && failures > 1)
    return `${name} could not be seen ${countOf(failures, 'time')} in a row, last on ${dayOf(lastLookMs, nowMs)}: ${trouble.replace(/\.$/, '')}.`
  if (nowMs - lastLookMs > staleMs) return `${name} was last looked at on ${dayOf(lastLookMs, nowMs)}.`
  return ''
}

function staleItems(endpoints: readonly AgendaEndpoint[], nowMs: number): AgendaItem[] {
  const stale = endpoints.flatMap(endpoint => {
    const sentence = whyStale(endpoint, nowMs)
    return sentence === '' ? [] : [{ endpoint, sentence }]
  })
  const action = 'Look at it now, and see why it cannot be reached from here.'
  if (stale.length > maxAlike)
    return [
      itemOf({
        kind: 'stale-look',
        urgency: 'unknown',
        sentence: `${countOf(stale.length, 'endpoint')} could not be seen lately; what is said of them rests on older looks.`,
        action,
        href: '/endpoints',
      }),
    ]
  return stale.map(({ endpoint, sentence }) =>
    itemOf({
      kind: 'stale-look',
      urgency: 'unknown',
      sentence,
      action,
      href: `/endpoints/${endpoint.id}`,
      endpoint: nameOf(endpoint),
    }),
  )
}

/** Renewals, ends and looks that are missing. */
export function endpointItems({ endpoints, lines, days }: AgendaFacts, nowMs: number): AgendaItem[] {
  const untilMs = nowMs + days * dayMs
  const hit = new Map<string, ShownName[]>()
  for (const { endpoint, release, outcome, unknown } of lines)
    if (outcome !== 'survives' && !unknown) hit.set(endpoint.id, [...(hit.get(endpoint.id) ?? []), release])
  return [
    ...endpoints.flatMap(endpoint => [
      ...endItem(endpoint, untilMs, nowMs),
      ...renewalItem(endpoint, hit.get(endpoint.id) ?? [], untilMs, nowMs),
    ]),
    ...staleItems(endpoints, nowMs),
  ]
}
