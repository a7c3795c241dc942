/** Forecasts and their lines as the interface tells them. */
import { isoTime, type ShownForecastRelease, type ShownMeasurement } from '@foreseen/facts'
import type { ForecastRelease, StoredForecast, StoredLine } from '@foreseen/ledger'
import { timeText } from '../http/shapes.ts'
import type { Place } from '../place.ts'
import { releaseName } from '../release/name.ts'
import { hostOf } from './make.ts'
import { saidBy, saidOf } from './said.ts'
import type { ForecastText, LineText, LineWholeText } from './shape.ts'

export function forecastText(stored: StoredForecast): ForecastText {
  const { sentence, counts, gaps } = saidBy(stored)
  return {
    id: stored.id,
    at: timeText(stored.atMs),
    horizon: timeText(stored.horizonMs),
    program: stored.program,
    inputsSha256: stored.inputsSha256,
    sentence,
    counts: { ...counts },
    gaps: [...gaps],
  }
}

/** A release that is gone is told by the name that the line has. */
const goneRelease = (id: string, name: string): ShownForecastRelease => ({
  id,
  name,
  product: name,
  version: '',
  platform: '',
  support: 'ended',
  installs: null,
})

export type ReleasesById = ReadonlyMap<string, ShownForecastRelease>

/** Releases of lines, by id. */
export async function releasesOf({ ledger }: Place, lines: readonly StoredLine[]): Promise<ReleasesById> {
  const ids = [...new Set(lines.map(({ release }) => release))]
  const { reading } = ledger.forecasts
  const [rows, installs] = await Promise.all([reading.releases(ids), reading.installs(ids)])
  return new Map(
    rows.map((row: ForecastRelease) => {
      const { id, product, version, platform, support } = row
      const last = installs.get(id)
      const name = releaseName(product, version, platform)
      const counted = last === undefined ? null : { at: timeText(last.atMs), count: last.count }
      return [id, { id, name, product, version, platform, support, installs: counted }]
    }),
  )
}

export function lineText(line: StoredLine, releases: ReleasesById): LineText {
  const { sentence, nextAction, failsNow, names, basis } = saidOf(line)
  const { earliestMs, expectedMs, latestMs } = line.days
  const release = releases.get(line.release) ?? goneRelease(line.release, names.release)
  return {
    ordinal: line.ordinal,
    release: { ...release },
    endpoint: { id: line.endpoint, name: names.endpoint },
    outcome: line.outcome,
    level: line.level,
    failsNow,
    days: { earliest: isoTime(earliestMs), expected: isoTime(expectedMs), latest: isoTime(latestMs), basis },
    sentence,
    nextAction,
    score: line.score === undefined ? null : { result: line.score.result, at: timeText(line.score.scoredMs) },
  }
}

/** Told beside one prediction. */
const mostMeasured = 200

async function measurementsOf(place: Place, line: StoredLine): Promise<ShownMeasurement[]> {
  const { ledger, organisation } = place
  const host = hostOf(saidOf(line).names.endpoint)
  const rows = await ledger.forecasts.reading.rehearsed(organisation, line.release)
  return rows
    .filter(({ hosts }) => hosts.some(each => hostOf(each) === host))
    .flatMap(({ run, atMs, kind, cells }) =>
      cells.map(({ scenario, verdict }) => ({
        run,
        at: timeText(atMs),
        kind,
        scenario,
        verdict: verdict.kind,
      })),
    )
    .slice(0, mostMeasured)
}

export async function lineWholeText(
  place: Place,
  forecast: string,
  line: StoredLine,
): Promise<LineWholeText> {
  const said = saidOf(line)
  const objects = await place.ledger.forecasts.reading.objects([
    ...new Set(said.evidence.map(({ of }) => of)),
  ])
  return {
    ...lineText(line, await releasesOf(place, [line])),
    forecast,
    events: said.events.map(event => ({ ...event })),
    assumptions: [...said.assumptions],
    remarks: [...said.remarks],
    measures: [...said.measures],
    evidence: said.evidence.map(({ of, ...place }) => ({ object: objects.get(of) ?? null, ...place })),
    measured: await measurementsOf(place, line),
  }
}
