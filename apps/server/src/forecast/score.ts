/** Holds lines whose day has passed against what came. */
import type { DueLine, NewScore, RehearsedRow } from '@foreseen/ledger'
import { type Aftermath, decideScore, type ServedStretch } from '@foreseen/rules'
import { parseCertificate } from '@foreseen/x509'
import { bySystem, type Place } from '../place.ts'
import { type Engine, engineOf } from './engine.ts'
import { hostOf, type Made } from './make.ts'
import { saidOf } from './said.ts'

const pageLines = 500

/** What an endpoint served, by its leaf. */
async function stretchesOf({ library, endpoints }: Engine, id: string): Promise<ServedStretch[]> {
  const row = endpoints.get(id)
  if (row === undefined) return []
  const seen = row.intervals.filter(({ source }) => source === 'network')
  await library.fetchChains(seen.flatMap(({ chain }) => chain ?? []))
  return seen.map(({ chain: digest, first_ms, last_ms }) => {
    const chain = digest === null ? undefined : library.chain(digest)
    const leaf = chain?.members[chain.leafIndex]
    const der = leaf === undefined ? undefined : library.bytesOf(leaf.sha256)
    const parsed = der === undefined ? undefined : parseCertificate(der)
    return {
      leaf: leaf?.sha256,
      notAfterMs: parsed?.ok === true ? parsed.value.notAfterMs : Number.POSITIVE_INFINITY,
      firstMs: first_ms,
      lastMs: last_ms,
    }
  })
}

/** Runs against the real chain that say whether the release accepts what is served. */
function rehearsalsOf(
  rows: readonly RehearsedRow[],
  { release }: DueLine,
  endpoint: string,
): Aftermath['rehearsals'] {
  return rows
    .filter(row => row.release === release && row.kind === 'real')
    .filter(({ hosts }) => hosts.some(each => hostOf(each) === hostOf(endpoint)))
    .flatMap(({ atMs, cells }) => {
      const verdict = cells.find(({ scenario }) => scenario === 'baseline')?.verdict
      if (verdict?.kind !== 'connects' && verdict?.kind !== 'refuses') return []
      return [{ atMs, verdict: verdict.kind, evidence: verdict.evidence }]
    })
}

/** What is said of a pair by the chain that is served now. */
function sayNow(
  { fleet }: Engine,
  { release, endpoint }: DueLine,
  times: { nowMs: number; horizonMs: number },
) {
  const pair = fleet.meetings().get(endpoint)?.get(release)
  if (pair !== undefined) return fleet.forecast(pair, times)
  return undefined
}

async function scoreOf(
  place: Place,
  engine: Engine,
  line: DueLine,
  rehearsed: readonly RehearsedRow[],
  times: Made['times'],
): Promise<NewScore[]> {
  const { forecast, ordinal, release, endpoint, outcome, atMs, expectedMs, latestMs } = line
  const stored = await place.ledger.forecasts.readLine(forecast, ordinal)
  if (stored === undefined) return []
  const { failsNow, names } = saidOf(stored)
  const nowMs = place.now()
  const score = decideScore(
    {
      release,
      endpoint,
      outcome: outcome === 'breaks' ? 'breaks' : 'may-break',
      failsNow,
      madeMs: atMs,
      expectedMs,
      latestMs,
    },
    {
      nowMs,
      stretches: await stretchesOf(engine, endpoint),
      rehearsals: rehearsalsOf(rehearsed, line, names.endpoint),
      now: sayNow(engine, line, times),
    },
  )
  return score === undefined
    ? []
    : [{ forecast, ordinal, result: score.result, body: { reason: score.reason } }]
}

/** Scores every line whose day has passed and that can be told by now; how many. The forecast was just made. */
export async function scorePassed(place: Place, { times }: Made, signal: AbortSignal): Promise<number> {
  const { ledger, organisation, now } = place
  const { forecasts } = ledger
  const engine = engineOf(place)
  let rehearsed: readonly RehearsedRow[] | undefined
  let scored = 0
  let after: string | undefined
  do {
    signal.throwIfAborted()
    const page = await forecasts.listDue(organisation, now(), {
      limit: pageLines,
      ...(after === undefined ? {} : { after }),
    })
    rehearsed ??= page.items.length === 0 ? [] : await forecasts.reading.rehearsed(organisation)
    const known = rehearsed
    const scores = await engine.exclusively(async () => {
      const own: NewScore[] = []
      for (const line of page.items) own.push(...(await scoreOf(place, engine, line, known, times)))
      return own
    })
    if (scores.length > 0) scored += await forecasts.scoreAll(bySystem(place), scores)
    after = page.next
  } while (after !== undefined)
  return scored
}
