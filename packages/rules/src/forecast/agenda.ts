import { type AgendaItem, isoTime, type ShownAgenda, type ShownName } from '@foreseen/facts'
import { compareText } from '../inventory/order.ts'
import { breakItems } from './agenda-breaks.ts'
import { endpointItems } from './agenda-endpoints.ts'
import { type AgendaFacts, type AgendaPlan, type AgendaRelease, itemOf } from './agenda-facts.ts'
import { ecosystemBetween } from './ecosystem.ts'
import { dayMs } from './plan.ts'
import { countOf, dayOf } from './words.ts'

const maxItems = 400
/** What is told one by one; more of it is one line. */
const maxAlike = 8

const urgencies: readonly AgendaItem['urgency'][] = ['now', 'soon', 'unknown', 'later']
const kindOrder: readonly AgendaItem['kind'][] = [
  'break',
  'end',
  'renewal',
  'rehearsal-due',
  'stale-look',
  'stale-scan',
  'setup',
  'ecosystem',
]

const plainName = ({ id, name }: ShownName): ShownName => ({ id, name })

function scanItems(releases: readonly AgendaRelease[]): AgendaItem[] {
  const never = releases.filter(({ supported, scannedMs }) => supported && scannedMs === undefined)
  const action = 'Push a scan of it, or drop its artefact in the browser.'
  if (never.length > maxAlike)
    return [
      itemOf({
        kind: 'stale-scan',
        urgency: 'unknown',
        sentence: `${countOf(never.length, 'release')} were never scanned: nothing is known of what they hold.`,
        action,
        href: '/releases',
        releases: never.slice(0, maxAlike).map(plainName),
      }),
    ]
  return never.map(release =>
    itemOf({
      kind: 'stale-scan',
      urgency: 'unknown',
      sentence: `${release.name} was never scanned: nothing is known of what it holds.`,
      action,
      href: `/releases/${release.id}`,
      releases: [plainName(release)],
    }),
  )
}

function rehearsalItems(plans: readonly AgendaPlan[], nowMs: number): AgendaItem[] {
  return plans.flatMap(({ id, name, lastMs, changedMs }) => {
    const href = `/rehearsals/plans/${id}`
    const action = 'Run it again.'
    if (lastMs === undefined)
      return [
        itemOf({
          kind: 'rehearsal-due',
          urgency: 'soon',
          sentence: `${name} was never rehearsed.`,
          action: 'Run it.',
          href,
        }),
      ]
    if (changedMs === undefined || changedMs <= lastMs) return []
    const sentence = `${name} was last rehearsed on ${dayOf(lastMs, nowMs)}; since ${dayOf(changedMs, nowMs)} its endpoint serves another chain.`
    return [itemOf({ kind: 'rehearsal-due', urgency: 'soon', sentence, action, href })]
  })
}

function ecosystemItems(facts: AgendaFacts, nowMs: number): AgendaItem[] {
  if (facts.endpoints.length === 0) return []
  return ecosystemBetween(nowMs, nowMs + facts.days * dayMs).map(({ day, title, meaning }) =>
    itemOf({
      kind: 'ecosystem',
      urgency: 'later',
      day: isoTime(Date.parse(day)),
      sentence: `${title} from ${dayOf(Date.parse(day), nowMs)} on. ${meaning}`,
      action: 'See to it that renewals of public certificates need no hand by then.',
      href: '/endpoints',
    }),
  )
}

function setupItems({ releases, endpoints }: AgendaFacts): AgendaItem[] {
  if (releases.length === 0 && endpoints.length > 0)
    return [
      itemOf({
        kind: 'setup',
        urgency: 'soon',
        sentence: 'No release is known yet: nothing can be said of what breaks.',
        action: 'Push a scan of a release, or drop its artefact in the browser.',
        href: '/releases',
      }),
    ]
  if (endpoints.length > 0 || releases.length === 0) return []
  return [
    itemOf({
      kind: 'setup',
      urgency: 'soon',
      sentence: 'No endpoint is known yet: nothing can be said of what breaks.',
      action: 'Name the endpoints that the releases connect to.',
      href: '/endpoints',
    }),
  ]
}

function compare(a: AgendaItem, b: AgendaItem): number {
  return (
    urgencies.indexOf(a.urgency) - urgencies.indexOf(b.urgency) ||
    compareText(a.day ?? '', b.day ?? '') ||
    kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) ||
    compareText(a.sentence, b.sentence)
  )
}

/** Whether all is well, and the sentence that says so. */
function answerOf(facts: AgendaFacts, items: readonly AgendaItem[]): Pick<ShownAgenda, 'state' | 'sentence'> {
  if (facts.releases.length === 0 && facts.endpoints.length === 0)
    return { state: 'empty', sentence: 'Nothing is known yet.' }
  const breaks = items.filter(({ kind, outcome }) => kind === 'break' && outcome !== 'unknown')
  const urgent = items.filter(
    ({ kind, urgency }) => urgency === 'now' && (kind === 'break' || kind === 'end'),
  )
  const [first] = breaks
  if (first !== undefined) {
    const more = breaks.length > 1 ? ` ${countOf(breaks.length - 1, 'more day')} below.` : ''
    const isCertain = breaks.some(({ outcome, urgency }) => outcome === 'breaks' && urgency !== 'later')
    return { state: isCertain ? 'trouble' : 'attention', sentence: `${first.sentence}${more}` }
  }
  if (urgent[0] !== undefined) return { state: 'attention', sentence: urgent[0].sentence }
  const open = items.filter(({ urgency }) => urgency === 'unknown').length
  if (!facts.isForecast) return { state: 'unknown', sentence: 'No forecast was made yet.' }
  if (!facts.meets)
    return {
      state: 'unknown',
      sentence: 'No release meets a known endpoint: nothing can be said of what breaks.',
    }
  if (open > 0)
    return {
      state: 'unknown',
      sentence: `Of what could be looked at, nothing breaks in the next ${facts.days} days; ${countOf(open, 'thing')} could not be.`,
    }
  return {
    state: items.some(({ urgency }) => urgency === 'now') ? 'attention' : 'well',
    sentence: `Nothing is expected to break in the next ${facts.days} days.`,
  }
}

/** What is to be done and when, most urgent first, with one sentence over all of it. */
export function decideAgenda(
  facts: AgendaFacts,
  nowMs: number,
): Pick<ShownAgenda, 'state' | 'sentence' | 'items'> {
  const items = [
    ...breakItems(facts, nowMs),
    ...endpointItems(facts, nowMs),
    ...scanItems(facts.releases),
    ...rehearsalItems(facts.plans, nowMs),
    ...ecosystemItems(facts, nowMs),
    ...setupItems(facts),
  ].sort(compare)
  return { ...answerOf(facts, items), items: items.slice(0, maxItems) }
}
