/** The worst that the newest forecast says of releases and endpoints. */
import type { Outcome, ShownStanding } from '@foreseen/facts'
import { isoTime } from '@foreseen/facts'
import type { Queries, Row } from '../engine/schema.ts'

/** What the body of a line must say, so that a standing can be told from it without the rules. */
export interface ToldLine {
  readonly sentence: string
  readonly failsNow: boolean
  /** Nothing could be said of the pair: its endpoint was not seen. */
  readonly unknown: boolean
  /** Names of both sides, as people call them. */
  readonly names: { readonly release: string; readonly endpoint: string }
}

/** What the body of a forecast must say of releases and endpoints that have no line, by their ids. */
export interface ToldGaps {
  readonly unmet: Readonly<Record<string, string>>
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The part of a line's body that standings read; what another program wrote is taken as unknown. */
function toldOf(body: string): ToldLine {
  const value: unknown = JSON.parse(body)
  const said = isObject(value) ? value : {}
  const names = isObject(said.names) ? said.names : {}
  return {
    sentence: textOf(said.sentence),
    failsNow: said.failsNow === true,
    unknown: said.unknown === true || !isObject(said.names),
    names: { release: textOf(names.release), endpoint: textOf(names.endpoint) },
  }
}

function unmetOf(body: string): ReadonlyMap<string, string> {
  const value: unknown = JSON.parse(body)
  const unmet = isObject(value) && isObject(value.unmet) ? value.unmet : {}
  return new Map(Object.entries(unmet).map(([id, sentence]) => [id, textOf(sentence)]))
}

type Side = 'release' | 'endpoint'

type ToldRow = Row<'breakages'> & { readonly text: string | null }

function standingOf(row: ToldRow, kind: Side): ShownStanding {
  const { sentence, failsNow, unknown, names } = toldOf(row.text ?? row.body)
  const other: Side = kind === 'release' ? 'endpoint' : 'release'
  return {
    outcome: unknown ? 'unknown' : (row.outcome as Outcome),
    failsNow,
    day: isoTime(row.expected_ms ?? undefined),
    with: { id: row[other], name: names[other] },
    sentence,
  }
}

const unknownOf = (sentence: string): ShownStanding => ({
  outcome: 'unknown',
  failsNow: false,
  day: null,
  with: null,
  sentence,
})

/** Ids asked for in one statement. */
const chunkIds = 500

/** The gravest line of each: lines are stored gravest first, so that is the one with the least number. */
async function gravest(
  read: Queries,
  forecast: string,
  kind: Side,
  ids: readonly string[],
): Promise<ToldRow[]> {
  const rows: ToldRow[] = []
  for (let from = 0; from < ids.length; from += chunkIds) {
    const least = await read
      .selectFrom('breakages')
      .select(({ fn }) => fn.min('ordinal').as('ordinal'))
      .where('forecast', '=', forecast)
      .where(kind, 'in', ids.slice(from, from + chunkIds))
      .groupBy(kind)
      .execute()
    if (least.length === 0) continue
    const ordinals = least.map(({ ordinal }) => Number(ordinal))
    const query = read
      .selectFrom('breakages')
      .leftJoin('breakage_texts as text', 'text.sha256', 'breakages.body')
      .selectAll('breakages')
      .select('text.body as text')
      .where('forecast', '=', forecast)
    rows.push(...(await query.where('ordinal', 'in', ordinals).execute()))
  }
  return rows
}

/**
 * The forecast that was made last, by the log: ids sort by the clock, and one that was set back would leave an older
 * forecast the newest for as long.
 */
export async function newestId(read: Queries, organisation: string): Promise<string | undefined> {
  const own = read.selectFrom('forecasts').select('id').where('organisation', '=', organisation)
  const some = await own.orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (some === undefined) return undefined
  const last = await read
    .selectFrom('events')
    .select('subject')
    .where('kind', '=', 'forecast.made')
    .where('organisation', '=', organisation)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.subject ?? some.id
}

/** Reads standings; remembers of the newest forecast, which never changes, what it says of those without a line. */
export function standingReader(read: Queries) {
  let kept: { readonly id: string; readonly unmet: ReadonlyMap<string, string> } | undefined
  const newest = async (organisation: string) => {
    const id = await newestId(read, organisation)
    if (id === undefined || kept?.id === id) return kept?.id === id ? kept : undefined
    const row = await read.selectFrom('forecasts').select('body').where('id', '=', id).executeTakeFirst()
    kept = { id, unmet: unmetOf(row?.body ?? '{}') }
    return kept
  }
  return async (
    organisation: string,
    kind: Side,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, ShownStanding>> => {
    const forecast = ids.length === 0 ? undefined : await newest(organisation)
    if (forecast === undefined)
      return new Map(ids.map(id => [id, unknownOf('No forecast was made yet.')] as const))
    const rows = await gravest(read, forecast.id, kind, ids)
    const told = new Map(rows.map(row => [row[kind], standingOf(row, kind)]))
    const unmet = (id: string): string =>
      forecast.unmet.get(id) ?? 'The newest forecast does not have it yet.'
    return new Map(ids.map(id => [id, told.get(id) ?? unknownOf(unmet(id))] as const))
  }
}
