/** Forecasts, kept as they were made, with the hash of what they were made from, and scored when their day has passed. */
import { createHash } from 'node:crypto'
import type { BreakDays, EvidenceLevel, Outcome } from '@foreseen/facts'
import { insertMany } from '../engine/bulk.ts'
import { limitOf, numberAfter, type Page, type PageRequest, pageOf, textAfter } from '../engine/paging.ts'
import type { NewRow, Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from '../events/canonical.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import type { Ensured } from '../release/release.ts'
import { standingReader } from './standing.ts'

/** What a forecast says of one release at one endpoint. */
export interface ForecastLine {
  /** Ids in the ledger. */
  readonly release: string
  readonly endpoint: string
  readonly outcome: Outcome
  readonly level: EvidenceLevel
  readonly days: Omit<BreakDays, 'basis'>
  /** The whole breakage as it is told. */
  readonly body: Json
}

export interface NewForecast {
  /** What it follows from: digests of inventories and chains, plans, horizon, tables of the rules. */
  readonly inputs: Json
  readonly program: string
  /** The day that it was made for. */
  readonly atMs: number
  readonly horizonMs: number
  /** What it says beside its lines. */
  readonly body: Json
  readonly lines: readonly ForecastLine[]
}

export interface StoredForecast {
  readonly id: string
  readonly inputsSha256: string
  readonly program: string
  readonly atMs: number
  readonly horizonMs: number
  readonly body: Json
  /** SHA-256 over body and lines: what `verify` compares. */
  readonly bodySha256: string
}

/** What became of a line when its day had passed. */
export type ScoreResult = 'came-true' | 'did-not' | 'cannot-tell'

export interface StoredLine extends ForecastLine {
  readonly ordinal: number
  readonly score: { readonly result: ScoreResult; readonly scoredMs: number; readonly body: Json } | undefined
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const scoreResults: readonly ScoreResult[] = ['came-true', 'did-not', 'cannot-tell']

const jsonOf = (text: string): Json => JSON.parse(text)

function lineRow(forecast: string, line: ForecastLine, ordinal: number): NewRow<'breakages'> {
  const { release, endpoint, outcome, level, days } = line
  return {
    forecast,
    ordinal,
    release,
    endpoint,
    outcome,
    level,
    earliest_ms: days.earliestMs ?? null,
    expected_ms: days.expectedMs ?? null,
    latest_ms: days.latestMs ?? null,
    body: canonicalJson(line.body),
  }
}

/** Everything that a forecast says, in one text. */
const saidBy = (body: string, lines: readonly NewRow<'breakages'>[]): string =>
  canonicalJson([body, ...lines.map(({ forecast: _, ...line }) => ({ ...line }))])

async function store(change: Change, by: By, forecast: NewForecast): Promise<Ensured> {
  const inputs_sha256 = sha256(canonicalJson([forecast.inputs, forecast.program]))
  const known = await change.rows
    .selectFrom('forecasts')
    .select('id')
    .where('organisation', '=', by.organisation)
    .where('inputs_sha256', '=', inputs_sha256)
    .executeTakeFirst()
  if (known !== undefined) return { id: known.id, changed: false }
  const id = change.id('for')
  const lines = forecast.lines.map((line, ordinal) => lineRow(id, line, ordinal))
  const body = canonicalJson(forecast.body)
  const body_sha256 = sha256(saidBy(body, lines))
  const { program } = forecast
  await change.rows
    .insertInto('forecasts')
    .values({
      id,
      organisation: by.organisation,
      inputs_sha256,
      program,
      at_ms: forecast.atMs,
      horizon_ms: forecast.horizonMs,
      body,
      body_sha256,
    })
    .execute()
  await insertMany(change.rows, 'breakages', lines)
  const said = { inputsSha256: inputs_sha256, bodySha256: body_sha256, lines: lines.length }
  change.record({ ...by, kind: 'forecast.made', subject: id, body: said })
  return { id, changed: true }
}

const forecastOf = (row: Row<'forecasts'>): StoredForecast => ({
  id: row.id,
  inputsSha256: row.inputs_sha256,
  program: row.program,
  atMs: row.at_ms,
  horizonMs: row.horizon_ms,
  body: jsonOf(row.body),
  bodySha256: row.body_sha256,
})

type ScoredRow = Row<'breakages'> & {
  readonly result: string | null
  readonly scored_ms: number | null
  readonly score_body: string | null
}

function lineOf(row: ScoredRow): StoredLine {
  const { ordinal, release, endpoint } = row
  const result = scoreResults.find(known => known === row.result)
  return {
    ordinal,
    release,
    endpoint,
    outcome: row.outcome as Outcome,
    level: row.level as EvidenceLevel,
    days: {
      earliestMs: row.earliest_ms ?? undefined,
      expectedMs: row.expected_ms ?? undefined,
      latestMs: row.latest_ms ?? undefined,
    },
    body: jsonOf(row.body),
    score:
      result === undefined
        ? undefined
        : { result, scoredMs: row.scored_ms ?? 0, body: jsonOf(row.score_body ?? 'null') },
  }
}

/** Which lines are wanted. */
export interface LineFilter extends PageRequest {
  readonly outcome?: Outcome
  readonly release?: string
  readonly endpoint?: string
}

async function listLines({ read }: Core, forecast: string, filter: LineFilter): Promise<Page<StoredLine>> {
  const after = numberAfter(filter)
  let query = read
    .selectFrom('breakages')
    .leftJoin('forecast_scores as score', join =>
      join
        .onRef('score.forecast', '=', 'breakages.forecast')
        .onRef('score.ordinal', '=', 'breakages.ordinal'),
    )
    .selectAll('breakages')
    .select(['score.result', 'score.scored_ms', 'score.body as score_body'])
    .where('breakages.forecast', '=', forecast)
    .orderBy('breakages.ordinal')
    .limit(limitOf(filter) + 1)
  if (filter.outcome !== undefined) query = query.where('breakages.outcome', '=', filter.outcome)
  if (filter.release !== undefined) query = query.where('breakages.release', '=', filter.release)
  if (filter.endpoint !== undefined) query = query.where('breakages.endpoint', '=', filter.endpoint)
  if (after !== undefined) query = query.where('breakages.ordinal', '>', after)
  return pageOf(await query.execute(), filter, row => [row.ordinal], lineOf)
}

/** Says what became of a line; it can be said once. Codes: `ledger-conflict`, `ledger-refers-to-nothing`. */
const score = (core: Core, by: By, forecast: string, ordinal: number, result: ScoreResult, body: Json) =>
  core.transact(async change => {
    const row = { forecast, ordinal, scored_ms: change.nowMs, result, body: canonicalJson(body) }
    await change.rows.insertInto('forecast_scores').values(row).execute()
    change.record({ ...by, kind: 'forecast.scored', subject: forecast, body: { ordinal, result } })
  })

/** Whether a forecast still says what it said when it was made. Code: `ledger-missing`. */
async function isUnchanged({ read }: Core, id: string): Promise<boolean> {
  const row = await read.selectFrom('forecasts').selectAll().where('id', '=', id).executeTakeFirst()
  const { body, body_sha256 } = demand(row, 'forecast', id)
  const query = read.selectFrom('breakages').selectAll().where('forecast', '=', id)
  return sha256(saidBy(body, await query.orderBy('ordinal').execute())) === body_sha256
}

/** Newest first. */
async function listForecasts(
  { read }: Core,
  organisation: string,
  request: PageRequest,
): Promise<Page<StoredForecast>> {
  const before = textAfter(request)
  let query = read.selectFrom('forecasts').selectAll().where('organisation', '=', organisation)
  if (before !== undefined) query = query.where('id', '<', before)
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limitOf(request) + 1)
    .execute()
  return pageOf(rows, request, row => [row.id], forecastOf)
}

/** Forecasts and their scores. */
export const forecastRoom = (core: Core) => ({
  /** Keeps a forecast; one from the same inputs by the same program is there already. */
  store: (by: By, forecast: NewForecast): Promise<Ensured> =>
    core.transact(change => store(change, by, forecast)),
  /** Code: `ledger-missing`. */
  get: async (id: string): Promise<StoredForecast> => {
    const row = await core.read.selectFrom('forecasts').selectAll().where('id', '=', id).executeTakeFirst()
    return forecastOf(demand(row, 'forecast', id))
  },
  /** Newest first. Code: `ledger-bad-cursor`. */
  list: (organisation: string, request: PageRequest = {}): Promise<Page<StoredForecast>> =>
    listForecasts(core, organisation, request),
  /** In the order of the forecast. Code: `ledger-bad-cursor`. */
  listLines: (forecast: string, filter: LineFilter = {}): Promise<Page<StoredLine>> =>
    listLines(core, forecast, filter),
  /** Codes: `ledger-conflict` when it was scored before, `ledger-refers-to-nothing`. */
  score: (by: By, forecast: string, ordinal: number, result: ScoreResult, body: Json = null): Promise<void> =>
    score(core, by, forecast, ordinal, result, body),
  isUnchanged: (id: string): Promise<boolean> => isUnchanged(core, id),
  /**
   * The worst that the newest forecast says of each release or endpoint asked for; every id has an answer, `unknown`
   * where it has no line.
   */
  standings: standingReader(core.read),
})

export type ForecastRoom = ReturnType<typeof forecastRoom>
