/** Items of the agenda by time: what is now, then what comes. */
import type { AgendaItem, AgendaKind } from '@foreseen/facts'
import type { Shape } from '../design/status.tsx'

export type When = 'now' | 'week' | 'month' | 'later'

export interface Group {
  readonly when: When
  readonly title: string
  readonly items: readonly AgendaItem[]
}

const titles: Readonly<Record<When, string>> = {
  now: 'Now',
  week: 'This week',
  month: 'This month',
  later: 'Later',
}

const dayMs = 86_400_000

/** Whole UTC days from now to a day; negative once it has passed. */
export function daysUntil(day: string, nowMs: number): number {
  return Math.floor(Date.parse(day) / dayMs) - Math.floor(nowMs / dayMs)
}

/** What has no day is for now; `urgency` decides over a day that is near. */
export function whenOf({ day, urgency }: Pick<AgendaItem, 'day' | 'urgency'>, nowMs: number): When {
  const days = day === null ? 0 : daysUntil(day, nowMs)
  if (urgency === 'now' || Number.isNaN(days) || days <= 0) return 'now'
  return days <= 7 ? 'week' : days <= 30 ? 'month' : 'later'
}

const order: readonly AgendaKind[] = [
  'break',
  'end',
  'renewal',
  'ecosystem',
  'rehearsal-due',
  'stale-look',
  'stale-scan',
  'setup',
]

const byDay = (a: AgendaItem, b: AgendaItem): number =>
  (a.day ?? '').localeCompare(b.day ?? '') ||
  order.indexOf(a.kind) - order.indexOf(b.kind) ||
  (b.installs ?? -1) - (a.installs ?? -1)

/** Groups in the order of time, without those that are empty. */
export function groupsOf(items: readonly AgendaItem[], nowMs: number): Group[] {
  const whens: readonly When[] = ['now', 'week', 'month', 'later']
  return whens
    .map(when => ({
      when,
      title: titles[when],
      items: items.filter(item => whenOf(item, nowMs) === when).sort(byDay),
    }))
    .filter(group => group.items.length > 0)
}

export const kindWords: Readonly<Record<AgendaKind, string>> = {
  break: 'break',
  renewal: 'renewal',
  end: 'end',
  'stale-look': 'look again',
  'stale-scan': 'scan again',
  'rehearsal-due': 'rehearse',
  ecosystem: 'for everybody',
  setup: 'set up',
}

/** The status shape of an item: only a break is an outcome; what is not known is grey whatever it is. */
export function shapeOf({
  kind,
  outcome,
  urgency,
}: Pick<AgendaItem, 'kind' | 'outcome' | 'urgency'>): Shape | undefined {
  if (urgency === 'unknown' || outcome === 'unknown') return 'unknown'
  if (kind !== 'break') return undefined
  // A break that says nothing of itself is not taken for a harmless one.
  return outcome === null || outcome === 'survives' ? 'breaks' : outcome
}

/** Days between which something falls, where they are more than one. */
export function spanText({ earliest, latest }: Pick<AgendaItem, 'earliest' | 'latest'>): string {
  const [from, to] = [earliest?.slice(0, 10), latest?.slice(0, 10)]
  if (from === to) return ''
  if (from === undefined) return `${to} at the latest`
  return to === undefined ? `${from} at the earliest` : `${from} to ${to}`
}

interface Scored {
  readonly cameTrue: number
  readonly didNot: number
  readonly cannotTell: number
}

/** How past forecasts came out, in one sentence; '' while there is nothing to say. */
export function scoredText(scored: Scored | null): string {
  if (scored === null) return ''
  const { cameTrue, didNot, cannotTell } = scored
  const told = cameTrue + didNot
  if (told + cannotTell === 0) return ''
  if (told === 0) return `Of ${cannotTell} past forecasts none can be told yet: nobody looked on their day.`
  const open = cannotTell === 0 ? '' : `; about ${cannotTell} nothing can be told`
  return `Of ${told} past forecasts whose day was seen, ${cameTrue} came true${open}.`
}
