/** Forecasts, kept as they were made, with the hash of what they were made from, and scored when their day has passed. */
import { insertMany } from '../engine/bulk.ts'
import { limitOf, type Page, type PageRequest, pageOf, textAfter } from '../engine/paging.ts'
import type { NewRow, Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from '../events/canonical.ts'
import { type By, type Change, type Core, demand } from '../events/change.ts'
import type { Ensured } from '../release/release.ts'
import {
  countLines,
  type ForecastLine,
  type LineFilter,
  lineRow,
  listLines,
  readLine,
  type StoredLine,
  sha256,
} from './lines.ts'
import { forecastReading } from './reading.ts'
import {
  type DueLine,
  listDue,
  type NewScore,
  type ScoreResult,
  score,
  scoreAll,
  scoreCounts,
} from './score.ts'
import { newestId, standingReader } from './standing.ts'

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

const jsonOf = (text: string): Json => JSON.parse(text)

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
  const texts = new Map<string, string>()
  const lines = forecast.lines.map((line, ordinal) => lineRow(id, line, ordinal, texts))
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
  const told = [...texts].map(([sha256, body]) => ({ sha256, body }))
  await insertMany(change.rows, 'breakage_texts', told, { ignoring: true })
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

/** Whether a forecast still says what it said when it was made. Code: `ledger-missing`. */
async function isUnchanged({ read }: Core, id: string): Promise<boolean> {
  const row = await read.selectFrom('forecasts').selectAll().where('id', '=', id).executeTakeFirst()
  const { body, body_sha256 } = demand(row, 'forecast', id)
  const query = read.selectFrom('breakages').selectAll().where('forecast', '=', id)
  const lines = await query.orderBy('ordinal').execute()
  if (sha256(saidBy(body, lines)) !== body_sha256) return false
  const texts = await read
    .selectFrom('breakages')
    .leftJoin('breakage_texts as text', 'text.sha256', 'breakages.body')
    .select(['breakages.body as digest', 'text.body'])
    .where('breakages.forecast', '=', id)
    .execute()
  // Lines from before texts stood by themselves are their own.
  return texts.every(({ digest, body }) => !/^[0-9a-f]{64}$/.test(digest) || sha256(body ?? '') === digest)
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
  /** Of this organisation, or `undefined`. */
  find: async (organisation: string, id: string): Promise<StoredForecast | undefined> => {
    const query = core.read.selectFrom('forecasts').selectAll().where('id', '=', id)
    const row = await query.where('organisation', '=', organisation).executeTakeFirst()
    return row === undefined ? undefined : forecastOf(row)
  },
  /** The one that was made last; `undefined` before the first. */
  newest: async (organisation: string): Promise<StoredForecast | undefined> => {
    const id = await newestId(core.read, organisation)
    if (id === undefined) return undefined
    const query = core.read.selectFrom('forecasts').selectAll().where('id', '=', id)
    const row = await query.executeTakeFirst()
    return row === undefined ? undefined : forecastOf(row)
  },
  /** Newest first. Code: `ledger-bad-cursor`. */
  list: (organisation: string, request: PageRequest = {}): Promise<Page<StoredForecast>> =>
    listForecasts(core, organisation, request),
  /** In the order of the forecast. Code: `ledger-bad-cursor`. */
  listLines: (forecast: string, filter: LineFilter = {}): Promise<Page<StoredLine>> =>
    listLines(core, forecast, filter),
  countLines: (forecast: string, filter: LineFilter = {}): Promise<number> =>
    countLines(core, forecast, filter),
  /** How the lines of all forecasts of an organisation came out. */
  scoreCounts: (organisation: string): Promise<ReadonlyMap<ScoreResult, number>> =>
    scoreCounts(core.read, organisation),
  /** Codes: `ledger-conflict` when it was scored before, `ledger-refers-to-nothing`. */
  score: (by: By, forecast: string, ordinal: number, result: ScoreResult, body: Json = null): Promise<void> =>
    score(core, by, forecast, ordinal, result, body),
  /** Many at once; those that were scored before stay as they are. Answers how many were new. */
  scoreAll: (by: By, scores: readonly NewScore[]): Promise<number> => scoreAll(core, by, scores),
  /** Lines that break or may break on a day before a moment and have no score, by day. Code: `ledger-bad-cursor`. */
  listDue: (organisation: string, beforeMs: number, request: PageRequest = {}): Promise<Page<DueLine>> =>
    listDue(core.read, organisation, beforeMs, request),
  readLine: (forecast: string, ordinal: number): Promise<StoredLine | undefined> =>
    readLine(core, forecast, ordinal),
  isUnchanged: (id: string): Promise<boolean> => isUnchanged(core, id),
  /**
   * The worst that the newest forecast says of each release or endpoint asked for; every id has an answer, `unknown`
   * where it has no line.
   */
  standings: standingReader(core.read),
  /** What forecasts follow from, read for many at once. */
  reading: forecastReading(core.read),
})

export type ForecastRoom = ReturnType<typeof forecastRoom>
