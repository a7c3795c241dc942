/** What became of lines when their days had passed; each is scored once. */
import { type SqlBool, sql } from 'kysely'
import { insertMany } from '../engine/bulk.ts'
import { limitOf, type Page, type PageRequest, pageOf, positionOf } from '../engine/paging.ts'
import type { Queries } from '../engine/schema.ts'
import { canonicalJson, type Json } from '../events/canonical.ts'
import type { By, Core } from '../events/change.ts'

export type ScoreResult = 'came-true' | 'did-not' | 'cannot-tell'

export const scoreResults: readonly ScoreResult[] = ['came-true', 'did-not', 'cannot-tell']

export interface NewScore {
  readonly forecast: string
  readonly ordinal: number
  readonly result: ScoreResult
  readonly body: Json
}

/** A line whose day has come. */
export interface DueLine {
  readonly forecast: string
  readonly ordinal: number
  readonly release: string
  readonly endpoint: string
  readonly outcome: string
  /** The moment of the forecast. */
  readonly atMs: number
  readonly expectedMs: number
  readonly latestMs: number | undefined
}

/** Says what became of a line; it can be said once. Codes: `ledger-conflict`, `ledger-refers-to-nothing`. */
export async function score(
  core: Core,
  by: By,
  forecast: string,
  ordinal: number,
  result: ScoreResult,
  body: Json,
): Promise<void> {
  await core.transact(async change => {
    const row = { forecast, ordinal, scored_ms: change.nowMs, result, body: canonicalJson(body) }
    await change.rows.insertInto('forecast_scores').values(row).execute()
    change.record({ ...by, kind: 'forecast.scored', subject: forecast, body: { ordinal, result } })
  })
}

/** One event a forecast, however many of its lines are scored. */
export const scoreAll = (core: Core, by: By, scores: readonly NewScore[]): Promise<number> =>
  core.transact(async change => {
    let added = 0
    for (const [forecast, own] of Map.groupBy(scores, ({ forecast }) => forecast)) {
      const rows = own.map(({ ordinal, result, body }) => ({
        forecast,
        ordinal,
        scored_ms: change.nowMs,
        result,
        body: canonicalJson(body),
      }))
      const fresh = await insertMany(change.rows, 'forecast_scores', rows, { ignoring: true })
      if (fresh === 0) continue
      added += fresh
      const said = own.map(({ ordinal, result }): Json => ({ ordinal, result }))
      change.record({ ...by, kind: 'forecast.scored', subject: forecast, body: { scores: said } })
    }
    return added
  })

export async function listDue(
  read: Queries,
  organisation: string,
  beforeMs: number,
  request: PageRequest,
): Promise<Page<DueLine>> {
  const after = positionOf(request, ['number', 'string', 'number'])
  let query = read
    .selectFrom('breakages')
    .innerJoin('forecasts', 'forecasts.id', 'breakages.forecast')
    .leftJoin('forecast_scores as score', join =>
      join
        .onRef('score.forecast', '=', 'breakages.forecast')
        .onRef('score.ordinal', '=', 'breakages.ordinal'),
    )
    .select(['breakages.forecast', 'breakages.ordinal', 'breakages.release', 'breakages.endpoint'])
    .select(['breakages.outcome', 'expected_ms', 'latest_ms', 'forecasts.at_ms'])
    .where('forecasts.organisation', '=', organisation)
    .where('expected_ms', '<', beforeMs)
    .where('outcome', '!=', 'survives')
    .where('score.result', 'is', null)
  if (after !== undefined) {
    const [day, forecast, ordinal] = after
    const key = sql`(breakages.expected_ms, breakages.forecast, breakages.ordinal)`
    query = query.where(sql<SqlBool>`${key} > (${day}, ${forecast}, ${ordinal})`)
  }
  const rows = await query
    .orderBy('breakages.expected_ms')
    .orderBy('breakages.forecast')
    .orderBy('breakages.ordinal')
    .limit(limitOf(request) + 1)
    .execute()
  return pageOf(
    rows,
    request,
    row => [row.expected_ms ?? 0, row.forecast, row.ordinal],
    row => ({
      forecast: row.forecast,
      ordinal: row.ordinal,
      release: row.release,
      endpoint: row.endpoint,
      outcome: row.outcome,
      atMs: row.at_ms,
      expectedMs: row.expected_ms ?? 0,
      latestMs: row.latest_ms ?? undefined,
    }),
  )
}

/** How lines came out, over all forecasts. */
export async function scoreCounts(
  read: Queries,
  organisation: string,
): Promise<ReadonlyMap<ScoreResult, number>> {
  const rows = await read
    .selectFrom('forecast_scores')
    .innerJoin('forecasts', 'forecasts.id', 'forecast_scores.forecast')
    .select(({ fn }) => ['result', fn.countAll().as('count')])
    .where('forecasts.organisation', '=', organisation)
    .groupBy('result')
    .execute()
  return new Map(
    rows.flatMap(({ result, count }) => {
      const known = scoreResults.find(each => each === result)
      return known === undefined ? [] : [[known, Number(count)] as const]
    }),
  )
}
