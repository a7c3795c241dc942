/** Lines of forecasts: stored by the digest of their texts, read with texts and scores. */
import { createHash } from 'node:crypto'
import type { BreakDays, EvidenceLevel, Outcome } from '@foreseen/facts'
import { limitOf, numberAfter, type Page, type PageRequest, pageOf } from '../engine/paging.ts'
import type { NewRow, Queries, Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from '../events/canonical.ts'
import type { Core } from '../events/change.ts'
import { type ScoreResult, scoreResults } from './score.ts'

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

export interface StoredLine extends ForecastLine {
  readonly ordinal: number
  readonly score: { readonly result: ScoreResult; readonly scoredMs: number; readonly body: Json } | undefined
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const jsonOf = (text: string): Json => JSON.parse(text)

// Most lines of a forecast are those of the one before, told by the same objects.
const told = new WeakMap<object, { readonly text: string; readonly digest: string }>()

function toldBy(body: Json): { readonly text: string; readonly digest: string } {
  const key = typeof body === 'object' && body !== null ? body : undefined
  const known = key === undefined ? undefined : told.get(key)
  if (known !== undefined) return known
  const text = canonicalJson(body)
  const made = { text, digest: sha256(text) }
  if (key !== undefined) told.set(key, made)
  return made
}

/** The row of a line; its text stands among those of all forecasts, under its digest. */
export function lineRow(
  forecast: string,
  line: ForecastLine,
  ordinal: number,
  texts: Map<string, string>,
): NewRow<'breakages'> {
  const { release, endpoint, outcome, level, days } = line
  const { text, digest: body } = toldBy(line.body)
  texts.set(body, text)
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
    body,
  }
}

type ScoredRow = Row<'breakages'> & {
  readonly text: string | null
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
    body: jsonOf(row.text ?? row.body),
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
  /** Releases of this product. */
  readonly product?: string
}

/** Lines with their texts and scores. */
const linesWith = (read: Queries) =>
  read
    .selectFrom('breakages')
    .leftJoin('breakage_texts as text', 'text.sha256', 'breakages.body')
    .leftJoin('forecast_scores as score', join =>
      join
        .onRef('score.forecast', '=', 'breakages.forecast')
        .onRef('score.ordinal', '=', 'breakages.ordinal'),
    )
    .selectAll('breakages')
    .select(['text.body as text', 'score.result', 'score.scored_ms', 'score.body as score_body'])

/** Those of a forecast that are wanted. */
function wantedLines(read: Queries, forecast: string, filter: LineFilter) {
  const { outcome, release, endpoint, product } = filter
  let query = linesWith(read).where('breakages.forecast', '=', forecast)
  if (outcome !== undefined) query = query.where('breakages.outcome', '=', outcome)
  if (release !== undefined) query = query.where('breakages.release', '=', release)
  if (endpoint !== undefined) query = query.where('breakages.endpoint', '=', endpoint)
  if (product === undefined) return query
  const own = read.selectFrom('releases').select('id').where('product', '=', product)
  return query.where('breakages.release', 'in', own)
}

export async function listLines(
  { read }: Core,
  forecast: string,
  filter: LineFilter,
): Promise<Page<StoredLine>> {
  const after = numberAfter(filter)
  let query = wantedLines(read, forecast, filter)
    .orderBy('breakages.ordinal')
    .limit(limitOf(filter) + 1)
  if (after !== undefined) query = query.where('breakages.ordinal', '>', after)
  return pageOf(await query.execute(), filter, row => [row.ordinal], lineOf)
}

/** How many lines there are. */
export async function countLines({ read }: Core, forecast: string, filter: LineFilter): Promise<number> {
  const query = wantedLines(read, forecast, filter).clearSelect()
  const row = await query.select(({ fn }) => fn.countAll().as('count')).executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** One line. */
export async function readLine(
  { read }: Core,
  forecast: string,
  ordinal: number,
): Promise<StoredLine | undefined> {
  const query = linesWith(read).where('breakages.forecast', '=', forecast)
  const row = await query.where('breakages.ordinal', '=', ordinal).executeTakeFirst()
  return row === undefined ? undefined : lineOf(row)
}
