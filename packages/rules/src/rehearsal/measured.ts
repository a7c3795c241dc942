import type {
  Breakage,
  BreakDays,
  EventOutcome,
  Outcome,
  RehearsalKind,
  RehearsedCell,
  RehearsedClient,
  RenewalEvent,
} from '@foreseen/facts'
import { decidingEvent } from '../forecast/events.ts'
import { worst } from '../forecast/outcome.ts'
import { claim, dayOf } from '../forecast/words.ts'
import { scenarioOf } from './scenarios/registry.ts'

/** A release as rehearsed at some of the endpoints that were forecast. */
export interface RehearsedRelease {
  /** Its cells of both kinds; `client` is the name of the release. */
  readonly clients: readonly RehearsedClient[]
  /** `host:port` of the hosts under rehearsal. */
  readonly endpoints: readonly string[]
  readonly nowMs: number
}

/** The scenario that is one row of the table and nothing else. */
const scenarioOfEvent: Readonly<Partial<Record<RenewalEvent, string>>> = {
  E1: 'renewed-same-key',
  E2: 're-keyed',
  E3: 'new-intermediate',
  E4: 'intermediate-reissued',
  E6: 'new-root-cross-signed',
  E10: 'cross-sign-dropped',
  E14: 'other-key-type',
  E24: 'expired-leaf',
}

/** Rows whose scenario keeps the key of the leaf although the event usually brings another. */
const keptKeyRows: readonly RenewalEvent[] = ['E3', 'E10']

interface Measurement {
  readonly outcome: Outcome
  /** The gravest cell that it rests on. */
  readonly cell: RehearsedCell
}

/** One outcome of the cells of a scenario: trust stores that differ in it leave a doubt. */
function measurementOf(cells: readonly RehearsedCell[], scenario: string): Measurement | undefined {
  const own = cells.filter(cell => cell.scenario === scenario)
  const refused = own.find(({ verdict }) => verdict.kind === 'refuses')
  const passed = own.find(({ verdict }) => verdict.kind === 'connects')
  const cell = refused ?? passed
  if (cell === undefined) return undefined
  const outcome = refused === undefined ? 'survives' : passed === undefined ? 'breaks' : 'may-break'
  return { outcome, cell }
}

/** What was measured of an event, with the change of key that it brings unless the plan keeps the key. */
function measured(
  cells: readonly RehearsedCell[],
  event: RenewalEvent,
  keepsKey: boolean,
): Measurement | undefined {
  const scenario = scenarioOfEvent[event]
  const own = scenario === undefined ? undefined : measurementOf(cells, scenario)
  if (own === undefined || keepsKey || !keptKeyRows.includes(event)) return own
  const key = measurementOf(cells, 're-keyed')
  if (key === undefined) return own.outcome === 'breaks' ? own : undefined
  const outcome = worst([own.outcome, key.outcome])
  return { outcome, cell: outcome === own.outcome ? own.cell : key.cell }
}

function factOf({ scenario, verdict }: RehearsedCell): string {
  const title = scenarioOf(scenario)?.title ?? (scenario === 'staged' ? 'the next chain itself' : scenario)
  const verb = verdict.kind === 'refuses' ? 'refuses' : 'passes'
  return `it was rehearsed and ${verb} "${title}" (${verdict.evidence})`
}

const never: BreakDays = {
  earliestMs: undefined,
  expectedMs: undefined,
  latestMs: undefined,
  basis: 'certificate',
}

function daysOf(breakage: Breakage, outcome: Outcome, deciding: EventOutcome | undefined): BreakDays {
  const day = deciding?.atMs
  if (outcome === 'survives') return never
  if (day === undefined || day === breakage.days.expectedMs) return breakage.days
  const basis = deciding?.event === 'E25' ? 'certificate' : 'assumption'
  return { earliestMs: day, expectedMs: day, latestMs: day, basis }
}

interface Decision {
  readonly outcome: Outcome
  readonly failsNow: boolean
  readonly events: readonly EventOutcome[]
  readonly deciding: EventOutcome | undefined
  /** The cell that decides; `undefined` when an event does that nobody rehearsed. */
  readonly cell: RehearsedCell | undefined
}

type Found = ReadonlyMap<RenewalEvent, Measurement>

/** What was measured of each event; the staged chain stands for all that are expected. */
function measurementsOf(breakage: Breakage, clients: readonly RehearsedClient[]): Found {
  const staged = measurementOf(cellsOf(clients, 'real'), 'staged')
  const cells = cellsOf(clients, 'what-if')
  const keepsKey = breakage.events.some(({ event, expected }) => event === 'E1' && expected)
  return new Map(
    breakage.events.flatMap(({ event, expected }) => {
      const isStaged = staged !== undefined && expected && event !== 'E25'
      const one = isStaged ? staged : measured(cells, event, keepsKey)
      return one === undefined ? [] : [[event, one] as const]
    }),
  )
}

const cellsOf = (clients: readonly RehearsedClient[], kind: RehearsalKind): readonly RehearsedCell[] =>
  clients.filter(client => client.kind === kind).flatMap(({ cells }) => cells)

function decide(breakage: Breakage, clients: readonly RehearsedClient[]): Decision | undefined {
  const today = measurementOf(cellsOf(clients, 'real'), 'baseline')
  if (today?.outcome === 'breaks') {
    const { events } = breakage
    return { outcome: 'breaks', failsNow: true, events, deciding: undefined, cell: today.cell }
  }
  const found = measurementsOf(breakage, clients)
  if (found.size === 0) return undefined
  const events = breakage.events.map(each => {
    const one = found.get(each.event)
    return one === undefined ? each : { ...each, outcome: one.outcome, reason: factOf(one.cell) }
  })
  const deciding = decidingEvent(events)
  const expected = events.filter(each => each.expected && each.event !== 'E25')
  const isWhole = expected.length > 0 && expected.every(({ event }) => found.has(event))
  const { failsNow } = breakage
  // Some of what comes was not rehearsed, and none of it decided before: nothing is shown about the whole.
  if (deciding === undefined && !isWhole && decidingEvent(breakage.events) === undefined)
    return { outcome: breakage.outcome, failsNow, events, deciding, cell: undefined }
  const first = deciding ?? expected[0]
  const isShown = deciding !== undefined || isWhole
  const cell = isShown && first !== undefined ? found.get(first.event)?.cell : undefined
  const outcome = deciding === undefined || deciding.beyondHorizon ? 'survives' : deciding.outcome
  return { outcome, failsNow: false, events, deciding, cell }
}

function headOf(breakage: Breakage, { outcome, failsNow }: Decision, day: string): string {
  const endpoint = breakage.endpoint.replace(/:443$/, '')
  if (failsNow) return `${breakage.release.name} does not connect to ${endpoint} now`
  return `${claim(breakage.release, outcome, endpoint)}${outcome === 'survives' ? '' : day}`
}

function tell(breakage: Breakage, decision: Decision, nowMs: number): Breakage {
  const { outcome, failsNow, events, deciding, cell } = decision
  const sameEvent = decidingEvent(breakage.events)?.event === deciding?.event
  if (cell === undefined && sameEvent && outcome === breakage.outcome) return { ...breakage, events }
  const today = { earliestMs: nowMs, expectedMs: nowMs, latestMs: nowMs, basis: 'certificate' as const }
  const days = failsNow ? today : daysOf(breakage, outcome, deciding)
  const day = days.expectedMs === undefined ? '' : ` on ${dayOf(days.expectedMs, nowMs)}`
  const reason = cell === undefined ? (deciding?.reason ?? 'nothing that comes breaks it') : factOf(cell)
  const differs = outcome !== breakage.outcome || failsNow !== breakage.failsNow
  const said = `The search alone says: ${breakage.sentence}`
  return {
    ...breakage,
    outcome,
    failsNow,
    level: cell === undefined ? breakage.level : outcome === 'survives' ? 'cleared' : 'proven',
    days,
    events,
    sentence: `${headOf(breakage, decision, day)}: ${reason}.`,
    remarks: differs ? [...breakage.remarks, said] : breakage.remarks,
    nextAction: cell === undefined ? breakage.nextAction : '',
    measures: outcome === 'survives' ? [] : breakage.measures,
  }
}

/**
 * Forecasts with what was rehearsed in the place of what was concluded: the outcome of each event that was
 * measured, and where it decides, outcome, day and sentence, at the level
 * `proven` when it was seen to fail and `cleared` when it passed. Others stay as they are.
 */
export function measuredBreakages(
  breakages: readonly Breakage[],
  rehearsed: RehearsedRelease,
): readonly Breakage[] {
  return breakages.map(breakage => {
    const clients = rehearsed.clients.filter(({ client }) => client === breakage.release.name)
    if (clients.length === 0 || !rehearsed.endpoints.includes(breakage.endpoint)) return breakage
    const decision = decide(breakage, clients)
    return decision === undefined ? breakage : tell(breakage, decision, rehearsed.nowMs)
  })
}
