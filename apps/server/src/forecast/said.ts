/** What a forecast says, as it is stored: bodies of lines and of the whole, written here and read here alone. */
import type { Breakage, Evidence, ShownForecast } from '@foreseen/facts'
import type { ForecastLine, Json, StoredForecast, StoredLine, ToldGaps, ToldLine } from '@foreseen/ledger'
import { isUnknown, type MeetingReason } from '@foreseen/rules'
import type { Said } from './engine.ts'

/** Places kept of one line; the inventory has all. */
const mostEvidence = 60

/** One piece of evidence with the identity of its object. */
interface SaidEvidence {
  readonly of: string
  readonly name: string
  readonly role: Evidence['role']
  readonly path: string
  readonly offset: number
  readonly length: number
  readonly symbol: string | null
  readonly encoding: string
}

/** The body of a line. */
export interface SaidLine extends ToldLine {
  readonly basis: Breakage['days']['basis']
  readonly events: Breakage['events']
  readonly assumptions: readonly string[]
  readonly remarks: readonly string[]
  readonly measures: readonly string[]
  readonly nextAction: string
  readonly evidence: readonly SaidEvidence[]
  readonly by: MeetingReason
}

/** The body of a forecast. */
export interface SaidForecast extends ToldGaps {
  readonly sentence: string
  readonly counts: ShownForecast['counts']
  readonly gaps: readonly string[]
  /** SHA-256 over all that it follows from but the time. */
  readonly facts: string
}

/** By this the ledger knows an object (`finding/object.ts`). */
function identityOf({ finding }: Evidence): string {
  switch (finding.type) {
    case 'pin':
      return `pin:${finding.digestAlgorithm}:${finding.digest}`
    case 'public-key':
      return `public-key:${finding.spkiSha256}`
    case 'certificate':
      return `certificate:${finding.sha256}`
    default:
      return ''
  }
}

const evidenceOf = (evidence: Evidence): SaidEvidence => {
  const { path, offset, lengthBytes, symbol } = evidence.finding.at
  return {
    of: identityOf(evidence),
    name: evidence.object,
    role: evidence.role,
    path,
    offset,
    length: lengthBytes,
    symbol: symbol ?? null,
    encoding: evidence.finding.encoding,
  }
}

/** JSON of this program's own making keeps what it is given: no function, no cycle, no NaN. */
const jsonOf = (value: SaidLine | SaidForecast): Json => JSON.parse(JSON.stringify(value))

// What did not change is the same breakage as in the forecast before, and its line the same text.
const lines = new WeakMap<Breakage, ForecastLine>()

/** A line as the ledger keeps it. */
export function lineOf(said: Said): ForecastLine {
  const known = lines.get(said.breakage)
  if (known !== undefined) return known
  const line = makeLine(said)
  lines.set(said.breakage, line)
  return line
}

function makeLine({ pair, breakage }: Said): ForecastLine {
  const { release, endpoint, outcome, level, days, failsNow, sentence, nextAction } = breakage
  const { earliestMs, expectedMs, latestMs, basis } = days
  const body: SaidLine = {
    sentence,
    failsNow,
    unknown: isUnknown(breakage),
    names: { release: release.name, endpoint },
    basis,
    events: breakage.events,
    assumptions: breakage.assumptions,
    remarks: breakage.remarks,
    measures: breakage.measures,
    nextAction,
    evidence: breakage.evidence.slice(0, mostEvidence).map(evidenceOf),
    by: pair.by,
  }
  return {
    release: pair.release,
    endpoint: pair.endpoint,
    outcome,
    level,
    days: { earliestMs: whole(earliestMs), expectedMs: whole(expectedMs), latestMs: whole(latestMs) },
    body: jsonOf(body),
  }
}

/** A renewal after two thirds of a life may fall between two milliseconds; a date that cannot be read is none. */
const whole = (ms: number | undefined): number | undefined =>
  ms === undefined || !Number.isSafeInteger(Math.floor(ms)) ? undefined : Math.floor(ms)

export const bodyOf = (said: SaidForecast): Json => jsonOf(said)

const empty = {
  failsNow: false,
  unknown: true,
  names: { release: '', endpoint: '' },
  basis: 'assumption',
  events: [],
  assumptions: [],
  remarks: [],
  measures: [],
  nextAction: '',
  evidence: [],
  by: 'said',
  sentence: '',
} as const satisfies SaidLine

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Written by {@link lineOf}; what another program wrote lacks what it lacks. */
export const saidOf = ({ body }: Pick<StoredLine, 'body'>): SaidLine =>
  isObject(body) ? { ...empty, ...body } : empty

export function saidBy({ body }: Pick<StoredForecast, 'body'>): SaidForecast {
  const none = { breaks: 0, mayBreak: 0, survives: 0, unknown: 0 }
  const said = { sentence: '', counts: none, gaps: [], facts: '', unmet: {} }
  return isObject(body) ? { ...said, ...body } : said
}
