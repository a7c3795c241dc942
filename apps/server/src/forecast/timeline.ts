/** Everything that the timeline draws: lines of the newest forecast, and days that run across them. */
import { formatEndpoint, type ShownDateLine } from '@foreseen/facts'
import type { LineFilter, ListedEndpoint, StoredLine } from '@foreseen/ledger'
import { ecosystemBetween } from '@foreseen/rules'
import { Refusal } from '../http/refusal.ts'
import { timeText } from '../http/shapes.ts'
import type { Place } from '../place.ts'
import { newestForecast } from './make.ts'
import type { TimelineText } from './shape.ts'
import { forecastText, lineText, releasesOf } from './text.ts'

const dayMs = 86_400_000
const mostLines = 2000
const mostDates = 400
const pageLines = 500

/** Renewal clients start here unless told otherwise, as the rules assume it. */
const renewalShare = 2 / 3

export interface Wanted extends Pick<LineFilter, 'release' | 'endpoint' | 'product'> {
  readonly horizonDays?: number
}

async function linesOf({ ledger }: Place, forecast: string, filter: LineFilter): Promise<StoredLine[]> {
  const lines: StoredLine[] = []
  let after: string | undefined
  do {
    const request = { ...filter, limit: pageLines, ...(after === undefined ? {} : { after }) }
    const page = await ledger.forecasts.listLines(forecast, request)
    lines.push(...page.items)
    after = page.next
  } while (after !== undefined && lines.length < mostLines)
  return lines
}

/** Endpoints that stand in lines. */
async function endpointsOf(
  { ledger, organisation }: Place,
  ids: ReadonlySet<string>,
): Promise<ListedEndpoint[]> {
  const found: ListedEndpoint[] = []
  let after: string | undefined
  do {
    const request = { organisation, limit: pageLines, ...(after === undefined ? {} : { after }) }
    const page = await ledger.endpoints.list(request)
    found.push(...page.items.filter(({ id }) => ids.has(id)))
    after = page.next
  } while (after !== undefined)
  return found
}

/** When an endpoint is renewed, by its plan or by what is usual; `undefined` where nothing is known of its life. */
export function renewalMsOf({ look, plan }: ListedEndpoint): number | undefined {
  if (plan?.renewalMs !== undefined) return plan.renewalMs
  const { notBeforeMs, notAfterMs } = look ?? {}
  if (notAfterMs === undefined) return undefined
  if (plan?.leadDays !== undefined) return notAfterMs - plan.leadDays * dayMs
  return notBeforeMs === undefined ? undefined : notBeforeMs + (notAfterMs - notBeforeMs) * renewalShare
}

function datesOf(endpoint: ListedEndpoint): { ms: number; date: ShownDateLine }[] {
  const name = formatEndpoint(endpoint)
  const of = (kind: 'renewal' | 'end', ms: number | undefined, title: string) =>
    ms === undefined || !Number.isFinite(ms)
      ? []
      : [
          {
            ms,
            date: {
              day: timeText(Math.floor(ms)),
              kind,
              title,
              endpoint: { id: endpoint.id, name },
              source: '',
            },
          },
        ]
  return [
    ...of(
      'renewal',
      endpoint.plan === undefined ? undefined : renewalMsOf(endpoint),
      `${name} is to be renewed`,
    ),
    ...of('end', endpoint.look?.notAfterMs, `The certificate of ${name} ends`),
  ]
}

function dateLines(endpoints: readonly ListedEndpoint[], fromMs: number, toMs: number): ShownDateLine[] {
  const own = endpoints
    .flatMap(datesOf)
    .filter(({ ms }) => ms >= fromMs && ms <= toMs)
    .sort((a, b) => a.ms - b.ms)
    .slice(0, mostDates)
    .map(({ date }) => date)
  const all = ecosystemBetween(fromMs, toMs).map(({ day, title, source }): ShownDateLine => {
    return { day: timeText(Date.parse(day)), kind: 'ecosystem', title, endpoint: null, source }
  })
  return [...own, ...all].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

/** Errors: `server-not-found` before the first forecast. */
export async function timelineOf(place: Place, { horizonDays, ...filter }: Wanted): Promise<TimelineText> {
  const forecast = await newestForecast(place)
  if (forecast === undefined) throw new Refusal('server-not-found', 'No forecast was made yet.')
  const lines = await linesOf(place, forecast.id, filter)
  const shown = lines.slice(0, mostLines)
  const count =
    lines.length < mostLines ? lines.length : await place.ledger.forecasts.countLines(forecast.id, filter)
  const releases = await releasesOf(place, shown)
  const endpoints = await endpointsOf(place, new Set(shown.map(({ endpoint }) => endpoint)))
  const toMs = horizonDays === undefined ? forecast.horizonMs : forecast.atMs + horizonDays * dayMs
  return {
    forecast: forecastText(forecast),
    lines: shown.map(line => lineText(line, releases)),
    omitted: count - shown.length,
    dates: dateLines(endpoints, forecast.atMs, toMs).map(date => ({ ...date })),
  }
}
