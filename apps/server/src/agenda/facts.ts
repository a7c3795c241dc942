/** What an agenda follows from, read from the ledger. */
import { formatEndpoint, type ShownAgenda } from '@foreseen/facts'
import type { ListedEndpoint, StoredLine } from '@foreseen/ledger'
import {
  type AgendaEndpoint,
  type AgendaFacts,
  type AgendaLine,
  type AgendaPlan,
  decideAgenda,
} from '@foreseen/rules'
import { newestForecast } from '../forecast/make.ts'
import { saidOf } from '../forecast/said.ts'
import { type ReleasesById, releasesOf } from '../forecast/text.ts'
import { renewalMsOf } from '../forecast/timeline.ts'
import type { Place } from '../place.ts'
import { releaseName } from '../release/name.ts'
import { sampleState } from '../sample/room.ts'

const pageRows = 500
/** Gravest first, so what is left out survives or comes late. */
const mostLines = 5000

async function* pagesOf<T>(
  read: (request: {
    limit: number
    after?: string
  }) => Promise<{ items: readonly T[]; next: string | undefined }>,
): AsyncGenerator<T> {
  let after: string | undefined
  do {
    const page = await read({ limit: pageRows, ...(after === undefined ? {} : { after }) })
    yield* page.items
    after = page.next
  } while (after !== undefined)
}

function lineOf(forecast: string, line: StoredLine, releases: ReleasesById): AgendaLine {
  const { sentence, nextAction, measures, failsNow, unknown, names } = saidOf(line)
  return {
    release: { id: line.release, name: names.release },
    endpoint: { id: line.endpoint, name: names.endpoint },
    outcome: line.outcome,
    failsNow,
    unknown,
    ...line.days,
    sentence,
    nextAction,
    measures,
    href: `/forecast/${forecast}/${line.ordinal}`,
    installs: releases.get(line.release)?.installs?.count,
  }
}

/** Lines of releases that must go on working, until those that survive: they have no day. */
async function linesOf(place: Place, forecast: string): Promise<AgendaLine[]> {
  const stored: StoredLine[] = []
  for await (const line of pagesOf<StoredLine>(request =>
    place.ledger.forecasts.listLines(forecast, request),
  )) {
    if (line.outcome === 'survives' || stored.length >= mostLines) break
    stored.push(line)
  }
  const releases = await releasesOf(place, stored)
  const alive = stored.filter(
    ({ release }) => releases.get(release)?.support !== 'ended' && releases.has(release),
  )
  return alive.map(line => lineOf(forecast, line, releases))
}

const endpointOf = (row: ListedEndpoint): AgendaEndpoint => ({
  id: row.id,
  name: formatEndpoint(row),
  lastLookMs: row.look?.atMs,
  state: row.look?.state ?? 'unseen',
  trouble: row.look?.detail ?? '',
  failures: row.look?.failures ?? 0,
  notAfterMs: row.look?.notAfterMs,
  renewalMs: renewalMsOf(row),
  planned: row.plan === undefined ? undefined : { renews: row.plan.renews },
})

async function plansOf({ ledger, organisation }: Place): Promise<AgendaPlan[]> {
  const plans: AgendaPlan[] = []
  const list = ledger.rehearsals.listPlans
  for await (const { id, name, endpoint } of pagesOf(request => list(organisation, request))) {
    const { items } = await ledger.rehearsals.listRuns({ organisation, plan: id, limit: 20 })
    const done = items.find(({ state }) => state === 'done')
    const seen = endpoint === null ? [] : await ledger.endpoints.servedNow(endpoint)
    const since = seen.flatMap(({ state, firstMs }) => (state === 'served' ? [firstMs] : []))
    plans.push({
      id,
      name,
      lastMs: done?.endedMs,
      changedMs: since.length === 0 ? undefined : Math.max(...since),
    })
  }
  return plans
}

export async function agendaFacts(place: Place, days: number): Promise<AgendaFacts> {
  const { ledger, organisation } = place
  const forecast = await newestForecast(place)
  const { reading } = ledger.forecasts
  const releases = await reading.releases(await reading.ids(organisation, 'releases'))
  const endpoints = await ledger.endpoints.listPresent(organisation)
  return {
    lines: forecast === undefined ? [] : await linesOf(place, forecast.id),
    meets: (forecast === undefined ? 0 : await ledger.forecasts.countLines(forecast.id)) > 0,
    endpoints: endpoints.map(endpointOf),
    releases: releases.map(({ id, product, version, platform, support, scan }) => ({
      id,
      name: releaseName(product, version, platform),
      supported: support !== 'ended',
      scannedMs: scan?.atMs,
    })),
    plans: await plansOf(place),
    isForecast: forecast !== undefined,
    days,
  }
}

/** The agenda of the next days. */
export async function agendaOf(place: Place, days: number): Promise<ShownAgenda> {
  const facts = await agendaFacts(place, days)
  const counts = await place.ledger.forecasts.scoreCounts(place.organisation)
  const scored = {
    cameTrue: counts.get('came-true') ?? 0,
    didNot: counts.get('did-not') ?? 0,
    cannotTell: counts.get('cannot-tell') ?? 0,
  }
  return {
    ...decideAgenda(facts, place.now()),
    days,
    scored: counts.size === 0 ? null : scored,
    sample: await sampleState(place),
  }
}
