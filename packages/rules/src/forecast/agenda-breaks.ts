import { type AgendaItem, isoTime } from '@foreseen/facts'
import { groupBy } from '../inventory/order.ts'
import { type AgendaFacts, type AgendaLine, itemOf, urgencyOf } from './agenda-facts.ts'
import { dayMs } from './plan.ts'
import { countOf, dateOf } from './words.ts'

/** Releases named in one item. */
const maxReleases = 50

/** Lines that break together: at one endpoint, on one day, as surely. */
function groupOf(line: AgendaLine): string {
  const day = line.expectedMs === undefined ? '' : dateOf(line.expectedMs)
  const sort = line.unknown ? 'unknown' : line.failsNow ? 'now' : line.outcome
  return `${line.endpoint.id} ${sort} ${line.unknown ? '' : day}`
}

function sentenceOf(lines: readonly AgendaLine[], first: AgendaLine): string {
  if (lines.length === 1) return first.sentence
  const others = lines.length - 1
  const same = first.unknown
    ? `So it is for ${countOf(others, 'more release')}.`
    : `${others === 1 ? 'One more release does' : `${others} more releases do`} too.`
  return `${first.sentence} ${same}`
}

/** Installs of all that are hit; unknown as soon as nobody said how many one has. */
function installsOf(lines: readonly AgendaLine[]): number | null {
  const counts = lines.map(({ installs }) => installs)
  return counts.reduce<number | null>(
    (sum, count) => (sum === null || count === undefined ? null : sum + count),
    0,
  )
}

function itemFor(lines: readonly AgendaLine[], nowMs: number): AgendaItem[] {
  const [first] = lines
  if (first === undefined) return []
  const { expectedMs, failsNow, unknown } = first
  const urgency = unknown ? 'unknown' : failsNow ? 'now' : urgencyOf(expectedMs ?? nowMs, nowMs)
  return [
    itemOf({
      kind: 'break',
      day: failsNow || unknown ? null : isoTime(expectedMs),
      earliest: unknown ? null : isoTime(first.earliestMs),
      latest: unknown ? null : isoTime(first.latestMs),
      urgency,
      outcome: unknown ? 'unknown' : first.outcome,
      sentence: sentenceOf(lines, first),
      action: first.nextAction || (first.measures[0] ?? ''),
      href: lines.length === 1 ? first.href : `/endpoints/${first.endpoint.id}`,
      releases: lines.slice(0, maxReleases).map(({ release }) => ({ id: release.id, name: release.name })),
      endpoint: { id: first.endpoint.id, name: first.endpoint.name },
      installs: installsOf(lines),
    }),
  ]
}

/** What breaks or may break within the days that are looked at, and what nothing can be said of. */
export function breakItems({ lines, days }: AgendaFacts, nowMs: number): AgendaItem[] {
  const untilMs = nowMs + days * dayMs
  const near = lines.filter(
    ({ outcome, unknown, failsNow, expectedMs }) =>
      unknown || failsNow || (outcome !== 'survives' && (expectedMs === undefined || expectedMs <= untilMs)),
  )
  return [...groupBy(near, groupOf).values()].flatMap(group => itemFor(group, nowMs))
}
