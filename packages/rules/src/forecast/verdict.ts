import type {
  BreakDays,
  EventOutcome,
  Inventory,
  Outcome,
  Release,
  RenewalEvent,
  Unseen,
} from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import { type Chain, isPubliclyIssued } from './chain.ts'
import { type Holdings, holdingsOf } from './holdings.ts'
import { changesBetween } from './next-chain.ts'
import { worst } from './outcome.ts'
import { outcomeOfPins, type PinSet, pinSetsOf, pinsForChain } from './pin-sets.ts'
import { plannedEvents, type Renewal, type RenewalPlan, renewalOf } from './plan.ts'
import { profilesOf, type VerifierProfile } from './profiles.ts'
import {
  type LiveReading,
  liveReadings,
  outcomeOfChain,
  outcomeOfReadings,
  type Reading,
  readingsOf,
} from './readings.ts'
import { eventTable, rowOf } from './table.ts'
import type { EndpointView } from './view.ts'

/** One release as the forecast takes it. */
export interface ReleaseFacts {
  readonly release: Release
  readonly inventory: Inventory
  /** What the scan of this release could not look into. */
  readonly unseen: readonly Unseen[]
  /** Ids of verifier profiles, when it is known what verifies; all measured ones otherwise. */
  readonly verifiers?: readonly string[]
}

export interface Times {
  readonly nowMs: number
  readonly horizonMs: number
}

/** What follows for one release at one endpoint, before it is put into words. */
export interface Verdict {
  readonly holdings: Holdings
  readonly readings: readonly Reading[]
  readonly live: readonly LiveReading[]
  readonly pinSets: readonly PinSet[]
  readonly chain: Chain
  readonly today: Outcome
  readonly events: readonly EventOutcome[]
  /** The event that decides, `undefined` when none of the expected ones breaks anything. */
  readonly deciding: EventOutcome | undefined
  readonly renewal: Renewal
  readonly days: BreakDays
  readonly assumptions: readonly string[]
}

export interface Case {
  readonly facts: ReleaseFacts
  readonly view: EndpointView
  readonly plan: RenewalPlan
  readonly times: Times
  readonly crypto: Crypto
}

interface Asked {
  readonly subject: Case
  readonly holdings: Holdings
  readonly readings: readonly Reading[]
  readonly live: readonly LiveReading[]
  readonly pinSets: readonly PinSet[]
  readonly provenKeys: ReadonlySet<string>
  readonly profiles: readonly VerifierProfile[]
}

function ask(subject: Case): Asked {
  const { facts, view, plan, times, crypto } = subject
  const holdings = holdingsOf(facts.inventory, view, crypto, times.nowMs)
  const readings = readingsOf(holdings, view, crypto)
  const profiles = profilesOf(facts.verifiers)
  const provenKeys = new Set(plan.provenKeys ?? [])
  const live = liveReadings(readings, view.chains, profiles, times.nowMs)
  return { subject, holdings, readings, live, pinSets: pinSetsOf(holdings, provenKeys), provenKeys, profiles }
}

/** Does the release accept what is served today? Readings that do not are no longer possible, unless all do not. */
function outcomeToday(asked: Asked): Outcome {
  const { view, times, crypto } = asked.subject
  const trusted: Outcome = asked.readings.length > 0 && asked.live.length === 0 ? 'breaks' : 'survives'
  // Any chain will do: which of several a client meets depends on its ciphers and the address it picks.
  const pinned = view.chains.map(chain => pinsForChain(asked.pinSets, chain, view, crypto, times.nowMs))
  const pins = pinned.includes('survives')
    ? 'survives'
    : pinned.includes('may-break')
      ? 'may-break'
      : 'breaks'
  // A bundle alone says little about a private endpoint: other trust may come from outside of the release.
  const onlyBundle = asked.readings.every(reading => reading.id === 'bundle')
  const trust = trusted === 'breaks' && onlyBundle ? 'may-break' : trusted
  return worst([trust, view.chains.length === 0 ? 'survives' : pins])
}

function tableOutcome(asked: Asked, event: RenewalEvent, atMs: number | undefined): Outcome {
  const row = rowOf(event)
  const keepsKey = asked.subject.plan.keyPolicy === 'same-key'
  const trust = outcomeOfReadings(asked.live, row, keepsKey, atMs)
  const pins = outcomeOfPins(asked.pinSets, row, asked.provenKeys, {
    profiles: asked.profiles,
    keepsKey,
    atMs,
  })
  const outcome = worst([trust, pins])
  // A root held beside may be where the endpoint moves to: only the next chain tells.
  const mayHelp =
    event === 'E10' && outcome === 'breaks' && pins !== 'breaks' && asked.holdings.otherRoots > 0
  const onlyRoots = asked.live.every(({ reading }) => reading.id === 'anchors')
  return mayHelp && onlyRoots ? 'may-break' : outcome
}

/** The first day on which an anchor that the release needs ends, with the table's answer for it. */
function anchorEnd(asked: Asked): { atMs: number; outcome: Outcome } | undefined {
  const ends = asked.live
    .filter(({ reading }) => reading.id === 'anchors' || reading.id === 'bundle')
    .map(({ reading }) => {
      const dated = reading.alternatives.filter(
        each => each.column === 'R' || each.column === 'I' || each.column === 'B',
      )
      return Math.max(...dated.map(each => each.notAfterMs ?? 0), Number.NEGATIVE_INFINITY)
    })
    .filter(end => Number.isFinite(end) && end >= asked.subject.times.nowMs)
  if (ends.length === 0) return undefined
  const atMs = Math.min(...ends)
  return { atMs, outcome: tableOutcome(asked, 'E25', atMs) }
}

function reasonOf(asked: Asked, event: RenewalEvent, outcome: Outcome): string {
  const { clause } = rowOf(event)
  if (asked.readings.length === 0 && asked.pinSets.length === 0)
    return `nothing hardwired concerns it when ${clause}`
  const held = asked.live.map(({ reading }) => reading.id).join(', ') || 'pins'
  const said: Record<Outcome, string> = {
    breaks: 'nothing held accepts it',
    'may-break': 'some ways to compare or verify accept it and some do not',
    survives: 'what is held still accepts it',
  }
  return `when ${clause}: ${said[outcome]} (${held})`
}

function eventOutcomes(
  asked: Asked,
  renewal: Renewal,
  chain: Chain,
): { events: EventOutcome[]; assumptions: readonly string[] } {
  const { view, plan, times, crypto } = asked.subject
  const end = anchorEnd(asked)
  const planned = plannedEvents(plan, view)
  const changes = view.next === undefined ? undefined : changesBetween(chain, view.next, view)
  const expected = changes ?? [...planned.expected, ...planned.possible]
  const renewalMs = renewal.days.expectedMs
  const events = eventTable.map<EventOutcome>(({ event }) => {
    const isExpected = expected.includes(event)
    const atMs =
      event === 'E25'
        ? end?.atMs
        : event === 'E24'
          ? chain.leaf.certificate.notAfterMs
          : isExpected
            ? renewalMs
            : undefined
    const byTable = event === 'E25' ? (end?.outcome ?? 'survives') : tableOutcome(asked, event, atMs)
    let outcome = byTable
    if (changes === undefined && planned.possible.includes(event) && outcome === 'breaks')
      outcome = 'may-break'
    if (view.next !== undefined && changes?.[0] === event) {
      const at = renewalMs ?? times.nowMs
      outcome = worst([
        outcomeOfChain(asked.live, view.next, at),
        pinsForChain(asked.pinSets, view.next, view, crypto, at),
      ])
    }
    return {
      event,
      outcome,
      reason: reasonOf(asked, event, outcome),
      ...(atMs === undefined ? {} : { atMs }),
      // Of several changes at once the first stands for all: it was tried with the very chain.
      expected:
        event === 'E25' ? end !== undefined : changes === undefined ? isExpected : changes[0] === event,
      beyondHorizon: atMs !== undefined && atMs > times.horizonMs,
    }
  })
  return { events, assumptions: changes === undefined ? planned.assumptions : [] }
}

const severity: Readonly<Record<Outcome, number>> = { breaks: 0, 'may-break': 1, survives: 2 }

/** The gravest expected event, the first of equals; one beyond the horizon only when none is nearer. */
function decide(events: readonly EventOutcome[]): EventOutcome | undefined {
  const harmful = events.filter(event => event.expected && event.outcome !== 'survives')
  return harmful.toSorted(
    (a, b) =>
      Number(a.beyondHorizon) - Number(b.beyondHorizon) ||
      severity[a.outcome] - severity[b.outcome] ||
      (a.atMs ?? 0) - (b.atMs ?? 0),
  )[0]
}

/** The chain whose certificate the release holds, else the one that ends first. */
function chainFor(holdings: Holdings, chains: readonly Chain[]): Chain | undefined {
  const held = new Set(holdings.certificates.map(each => each.object.sha256))
  return chains.find(chain => held.has(chain.leaf.sha256)) ?? chains[0]
}

/** Judges one release at one endpoint that serves a chain; `undefined` when none could be observed. */
export function judge(subject: Case): Verdict | undefined {
  const { view, plan, times } = subject
  const asked = ask(subject)
  const chain = chainFor(asked.holdings, view.chains)
  if (chain === undefined) return undefined
  const renewal = renewalOf(chain, view.next, plan, times.nowMs)
  const today = outcomeToday(asked)
  const { events, assumptions } = eventOutcomes(asked, renewal, chain)
  const deciding = decide(events)
  const end = {
    earliestMs: deciding?.atMs,
    expectedMs: deciding?.atMs,
    latestMs: deciding?.atMs,
    basis: 'certificate',
  } as const
  return {
    holdings: asked.holdings,
    readings: asked.readings,
    live: asked.live,
    pinSets: asked.pinSets,
    chain,
    today,
    events,
    deciding,
    renewal,
    days: deciding?.event === 'E25' ? end : renewal.days,
    assumptions: [...assumptions, ...renewal.assumptions],
  }
}

export const isPublicEndpoint = (view: EndpointView): boolean =>
  view.chains.some(chain => isPubliclyIssued(chain.leaf))
