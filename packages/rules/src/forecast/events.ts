import type { EventOutcome, Outcome, RenewalEvent } from '@foreseen/facts'
import type { OpenCase } from './case.ts'
import type { Chain } from './chain.ts'
import { changesBetween } from './next-chain.ts'
import { worst } from './outcome.ts'
import { outcomeOfPins, pinsForChain } from './pin-sets.ts'
import { plannedEvents, type Renewal } from './plan.ts'
import { outcomeOfChain, outcomeOfReadings } from './readings.ts'
import { type EventRow, eventTable, rowOf } from './table.ts'

/** What is held never accepted the served chain: no event mends that, and a bundle alone leaves it open. */
function trustAt(open: OpenCase, row: EventRow, atMs: number | undefined): Outcome {
  if (open.readings.length > 0 && open.live.length === 0) {
    return open.readings.every(reading => reading.id === 'bundle') ? 'may-break' : 'breaks'
  }
  return outcomeOfReadings(open.live, row, open.plan.keyPolicy === 'same-key', atMs)
}

function tableOutcome(open: OpenCase, event: RenewalEvent, atMs: number | undefined): Outcome {
  const row = rowOf(event)
  const keepsKey = open.plan.keyPolicy === 'same-key'
  const trust = trustAt(open, row, atMs)
  const pins = outcomeOfPins(open.pinSets, row, open.provenKeys, { profiles: open.profiles, keepsKey, atMs })
  const outcome = worst([trust, pins])
  // A root held beside may be where the endpoint moves to: only the next chain tells.
  const mayHelp = event === 'E10' && outcome === 'breaks' && pins !== 'breaks' && open.holdings.otherRoots > 0
  return mayHelp && open.live.every(({ reading }) => reading.id === 'anchors') ? 'may-break' : outcome
}

/** The first day on which a reading has no anchor left that has not ended, with the table's answer for it. */
function anchorEnd(open: OpenCase): { atMs: number; outcome: Outcome } | undefined {
  const ends = open.live
    .filter(({ reading }) => reading.id === 'anchors' || reading.id === 'bundle')
    .map(({ reading }) => {
      const anchors = reading.alternatives.filter(
        ({ column }) => column === 'R' || column === 'I' || column === 'B',
      )
      return Math.max(...anchors.map(each => each.notAfterMs ?? 0), Number.NEGATIVE_INFINITY)
    })
    .filter(end => Number.isFinite(end) && end >= open.times.nowMs)
  if (ends.length === 0) return undefined
  const atMs = Math.min(...ends)
  return { atMs, outcome: tableOutcome(open, 'E25', atMs) }
}

function reasonOf(open: OpenCase, event: RenewalEvent, outcome: Outcome, certain: Outcome): string {
  const { clause } = rowOf(event)
  if (open.readings.length === 0 && open.pinSets.length === 0)
    return `nothing hardwired concerns it when ${clause}`
  const ways = open.live.map(({ reading }) => reading.id)
  const held = [...ways, ...(open.pinSets.length > 0 ? ['pins'] : [])].join(', ')
  if (certain !== outcome)
    return `when ${clause}, which is possible and not planned: nothing held accepts it (${held})`
  const said: Record<Outcome, string> = {
    breaks: 'nothing held accepts it',
    'may-break': 'some ways to compare or verify accept it and some do not',
    survives: 'what is held still accepts it',
  }
  return `when ${clause}: ${said[outcome]} (${held})`
}

/** Which events come, which of them only may, and what they do when the very chain is known. */
interface Course {
  readonly comes: ReadonlySet<RenewalEvent>
  readonly mayCome: ReadonlySet<RenewalEvent>
  readonly exact: { readonly event: RenewalEvent; readonly outcome: Outcome } | undefined
  readonly assumptions: readonly string[]
}

function courseOf(open: OpenCase, chain: Chain, renewalMs: number): Course {
  const { view, plan, crypto } = open
  if (view.next === undefined) {
    const planned = plannedEvents(plan, view)
    const { expected, possible, assumptions } = planned
    return {
      comes: new Set([...expected, ...possible]),
      mayCome: new Set(possible),
      exact: undefined,
      assumptions,
    }
  }
  // Of several changes at once the first stands for all: it is tried with the very chain.
  const event = changesBetween(chain, view.next, view)[0]
  if (event === undefined) return { comes: new Set(), mayCome: new Set(), exact: undefined, assumptions: [] }
  const outcome = worst([
    outcomeOfChain(open.live, view.next, renewalMs),
    pinsForChain(open.pinSets, view.next, view, crypto, renewalMs),
  ])
  return { comes: new Set([event]), mayCome: new Set(), exact: { event, outcome }, assumptions: [] }
}

/** The table's rows for one release, each with its day where it has one. */
export function eventOutcomes(
  open: OpenCase,
  renewal: Renewal,
  chain: Chain,
): { readonly events: EventOutcome[]; readonly assumptions: readonly string[] } {
  const renewalMs = renewal.days.expectedMs ?? open.times.nowMs
  const end = anchorEnd(open)
  const course = courseOf(open, chain, renewalMs)
  const dayOf = (event: RenewalEvent): number | undefined => {
    if (event === 'E25') return end?.atMs
    if (event === 'E24') return chain.leaf.certificate.notAfterMs
    return course.comes.has(event) ? renewalMs : undefined
  }
  const certainOutcome = (event: RenewalEvent): Outcome => {
    if (event === 'E25') return end?.outcome ?? 'survives'
    return course.exact?.event === event ? course.exact.outcome : tableOutcome(open, event, dayOf(event))
  }
  const events = eventTable.map<EventOutcome>(({ event }) => {
    const atMs = dayOf(event)
    const certain = certainOutcome(event)
    const outcome = course.mayCome.has(event) && certain === 'breaks' ? 'may-break' : certain
    return {
      event,
      outcome,
      reason: reasonOf(open, event, outcome, certain),
      ...(atMs === undefined ? {} : { atMs }),
      expected: event === 'E25' ? end !== undefined : course.comes.has(event),
      beyondHorizon: atMs !== undefined && atMs > open.times.horizonMs,
    }
  })
  return { events, assumptions: course.assumptions }
}

const severity: Readonly<Record<Outcome, number>> = { breaks: 0, 'may-break': 1, survives: 2 }

/** The gravest expected event, the first of equals; one beyond the horizon only when none is nearer. */
export function decidingEvent(events: readonly EventOutcome[]): EventOutcome | undefined {
  const harmful = events.filter(event => event.expected && event.outcome !== 'survives')
  return harmful.toSorted(
    (a, b) =>
      Number(a.beyondHorizon) - Number(b.beyondHorizon) ||
      severity[a.outcome] - severity[b.outcome] ||
      (a.atMs ?? 0) - (b.atMs ?? 0),
  )[0]
}
