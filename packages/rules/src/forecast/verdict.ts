import type { BreakDays, EventOutcome, Outcome } from '@foreseen/facts'
import { type Case, type OpenCase, openCase } from './case.ts'
import type { Chain } from './chain.ts'
import { decidingEvent, eventOutcomes } from './events.ts'
import type { Holdings } from './holdings.ts'
import { worst } from './outcome.ts'
import { pinsForChain } from './pin-sets.ts'
import { type Renewal, renewalOf } from './plan.ts'
import { outcomeOfToday } from './readings.ts'

/** What follows for one release at one endpoint, before it is put into words. */
export interface Verdict {
  readonly open: OpenCase
  readonly chain: Chain
  /** Whether it accepts what is served now. */
  readonly today: Outcome
  readonly outcome: Outcome
  readonly failsNow: boolean
  readonly events: readonly EventOutcome[]
  /** The event that decides, `undefined` when none of the expected ones breaks anything. */
  readonly deciding: EventOutcome | undefined
  readonly renewal: Renewal
  readonly days: BreakDays
  readonly assumptions: readonly string[]
}

/** Does the release accept what is served today? */
function outcomeToday(open: OpenCase): Outcome {
  const { view, times, crypto, readings, pinSets } = open
  const trusted = readings.length === 0 ? 'survives' : outcomeOfToday(open.live)
  // Any chain will do: which of several a client meets depends on its ciphers and the address it picks.
  const pinned = view.chains.map(chain => pinsForChain(pinSets, chain, view, crypto, times.nowMs))
  const pins = pinned.includes('survives')
    ? 'survives'
    : pinned.includes('may-break')
      ? 'may-break'
      : 'breaks'
  // A bundle alone says little about a private endpoint: other trust may come from outside of the release.
  const onlyBundle = readings.every(reading => reading.id === 'bundle')
  return worst([trusted === 'breaks' && onlyBundle ? 'may-break' : trusted, pins])
}

/** The served certificate has ended or not begun: it stops everyone who looks at dates, not who compares bytes. */
function isChainUntimely(open: OpenCase, { leaf }: Chain): boolean {
  const { notBeforeMs, notAfterMs } = leaf.certificate
  const { nowMs } = open.times
  const comparesOnly = open.live.some(({ reading }) => reading.id !== 'anchors' && reading.id !== 'bundle')
  return (notAfterMs < nowMs || notBeforeMs > nowMs) && !comparesOnly
}

/** The chain whose certificate the release holds, else the one that ends first. */
function chainFor(holdings: Holdings, chains: readonly Chain[]): Chain | undefined {
  const held = new Set(holdings.certificates.map(each => each.object.sha256))
  return chains.find(chain => held.has(chain.leaf.sha256)) ?? chains[0]
}

function overall(failsNow: boolean, today: Outcome, deciding: EventOutcome | undefined): Outcome {
  if (failsNow) return 'breaks'
  const coming = deciding === undefined || deciding.beyondHorizon ? 'survives' : deciding.outcome
  return today === 'may-break' ? worst(['may-break', coming]) : coming
}

const never: BreakDays = {
  earliestMs: undefined,
  expectedMs: undefined,
  latestMs: undefined,
  basis: 'certificate',
}
const onDay = (ms: number | undefined): BreakDays => ({
  earliestMs: ms,
  expectedMs: ms,
  latestMs: ms,
  basis: 'certificate',
})

function daysOf(
  open: OpenCase,
  failsNow: boolean,
  deciding: EventOutcome | undefined,
  renewal: Renewal,
): BreakDays {
  if (failsNow) return onDay(open.times.nowMs)
  if (deciding === undefined) return never
  return deciding.event === 'E25' ? onDay(deciding.atMs) : renewal.days
}

/** Judges one release at one endpoint that serves a chain; `undefined` when none could be observed. */
export function judge(subject: Case): Verdict | undefined {
  const open = openCase(subject)
  const chain = chainFor(open.holdings, open.view.chains)
  if (chain === undefined) return undefined
  const renewal = renewalOf(chain, open.view.next, open.plan, open.times.nowMs)
  const today = outcomeToday(open)
  const { events, assumptions } = eventOutcomes(open, renewal, chain)
  const failsNow = today === 'breaks' || isChainUntimely(open, chain)
  // What fails now needs no event to make it worse; a doubt today outlasts the events it survives.
  const neverFitted = open.readings.length > 0 && open.live.length === 0
  const deciding = failsNow || neverFitted ? undefined : decidingEvent(events)
  return {
    open,
    chain,
    today,
    outcome: overall(failsNow, today, deciding),
    failsNow,
    events,
    deciding,
    renewal,
    days: daysOf(open, failsNow, deciding, renewal),
    assumptions: [...assumptions, ...renewal.assumptions],
  }
}
