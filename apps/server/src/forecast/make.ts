/** Makes the forecast for now and keeps it. */
import type { RehearsedClient } from '@foreseen/facts'
import { canonicalJson, type RehearsedRow, type StoredForecast } from '@foreseen/ledger'
import { answer, byGravity, isUnknown, measuredBreakages } from '@foreseen/rules'
import { bySystem, type Place } from '../place.ts'
import { type Engine, engineOf, type Said } from './engine.ts'
import { gapsOf } from './gaps.ts'
import { bodyOf, lineOf, type SaidForecast, saidBy } from './said.ts'
import type { OnProgress } from './sync.ts'

const dayMs = 86_400_000

/** Its certificate is the same at every port. */
export const hostOf = (endpoint: string): string =>
  endpoint
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()

/** Of each kind of rehearsal the newest that had this release at this host, under the name that the forecast uses. */
function clientsFor(rows: readonly RehearsedRow[], { breakage }: Said): RehearsedClient[] {
  const host = hostOf(breakage.endpoint)
  const own = rows.filter(({ hosts }) => hosts.some(each => hostOf(each) === host))
  return (['real', 'what-if'] as const).flatMap(kind => {
    const newest = own.find(row => row.kind === kind)
    if (newest === undefined) return []
    const pin = { kind: 'none', sentence: '', basis: [] } as const
    return [{ client: breakage.release.name, kind, pin, accepts: [], cells: newest.cells }]
  })
}

/** Measured beats inferred. */
function withMeasured(said: readonly Said[], rehearsed: readonly RehearsedRow[], nowMs: number): Said[] {
  const byRelease = Map.groupBy(rehearsed, ({ release }) => release)
  return said.map(each => {
    const rows = byRelease.get(each.pair.release)
    if (rows === undefined) return each
    const clients = clientsFor(rows, each)
    const endpoints = [each.breakage.endpoint]
    const [breakage] = measuredBreakages([each.breakage], { clients, endpoints, nowMs })
    return { ...each, breakage: breakage ?? each.breakage }
  })
}

function countsOf(said: readonly Said[]): SaidForecast['counts'] {
  const counts = { breaks: 0, mayBreak: 0, survives: 0, unknown: 0 }
  for (const { breakage } of said) {
    if (isUnknown(breakage)) counts.unknown++
    else if (breakage.outcome === 'breaks') counts.breaks++
    else if (breakage.outcome === 'may-break') counts.mayBreak++
    else counts.survives++
  }
  return counts
}

/** What nobody supports any more may break: it is forecast like the rest, and not what the answer is about. */
function sentenceOf({ releases, endpoints }: Engine, said: readonly Said[]): string {
  if (releases.size === 0 || endpoints.size === 0)
    return `Nothing can be said yet: there is no ${releases.size === 0 ? 'release' : 'endpoint'}.`
  const alive = said.filter(({ pair }) => releases.get(pair.release)?.row.support !== 'ended')
  if (alive.length > 0) return answer(alive.map(({ breakage }) => breakage)).sentence
  return said.length === 0
    ? 'No release meets a known endpoint: nothing can be said.'
    : 'Only releases whose support has ended meet an endpoint.'
}

function ordered(said: readonly Said[]): Said[] {
  const nameOf = ({ breakage }: Said): string => `${breakage.release.name}\n${breakage.endpoint}`
  const order = (a: Said, b: Said): number => (nameOf(a) < nameOf(b) ? -1 : 1)
  return said.toSorted((a, b) => byGravity(a.breakage, b.breakage) || order(a, b))
}

export const newestForecast = ({ ledger, organisation }: Place): Promise<StoredForecast | undefined> =>
  ledger.forecasts.newest(organisation)

/** What was made, and whether it is new. */
export interface Made {
  readonly id: string
  readonly changed: boolean
  readonly times: { readonly nowMs: number; readonly horizonMs: number }
}

/** What a forecast follows from and says, before it is kept. */
interface Worked {
  readonly facts: string
  readonly times: Made['times']
  /** `undefined` where the newest forecast follows from the same facts at the same moment. */
  readonly told: { readonly body: SaidForecast; readonly said: readonly Said[] } | undefined
}

async function work(
  place: Place,
  newest: StoredForecast | undefined,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Worked> {
  const { ledger, organisation, program } = place
  const engine = engineOf(place)
  await engine.sync(signal, (share, text) => onProgress(share * 0.6, text))
  const { horizonDays } = await ledger.settings.read(organisation)
  const rehearsed = await ledger.forecasts.reading.rehearsed(organisation)
  const nowMs = engine.momentFor(place.now())
  const times = { nowMs, horizonMs: nowMs + horizonDays * dayMs }
  const runs = rehearsed.map(({ run, release, client }) => [run, release, client])
  const facts = `${engine.digest()} ${canonicalJson([horizonDays, runs])}`
  const isSame = newest?.atMs === nowMs && newest.program === program && saidBy(newest).facts === facts
  if (isSame) return { facts, times, told: undefined }
  const plain = await engine.forecast(times, signal, (share, text) => onProgress(0.6 + share * 0.3, text))
  const said = ordered(withMeasured(plain, rehearsed, nowMs))
  const { sentences, unmet } = gapsOf(engine, said)
  const sentence = sentenceOf(engine, said)
  return {
    facts,
    times,
    told: { said, body: { sentence, counts: countsOf(said), gaps: sentences, facts, unmet } },
  }
}

/**
 * Makes the forecast for now, with the horizon of the settings. Nothing is kept when the newest one follows from the
 * same facts at the same moment. Throws what the ledger throws, and the signal's reason.
 */
export async function makeForecast(place: Place, signal: AbortSignal, onProgress: OnProgress): Promise<Made> {
  const { ledger, program } = place
  const newest = await newestForecast(place)
  const { facts, times, told } = await engineOf(place).exclusively(() =>
    work(place, newest, signal, onProgress),
  )
  if (told === undefined) return { id: newest?.id ?? '', changed: false, times }
  onProgress(0.95, 'keeping it')
  const { nowMs: atMs, horizonMs } = times
  // What was forecast before is among the inputs: when facts turn back, the newest forecast still is the one that counts.
  const inputs = { facts, atMs, horizonMs, before: newest?.id ?? null }
  const lines = told.said.map(lineOf)
  const forecast = { inputs, program, atMs, horizonMs, body: bodyOf(told.body), lines }
  return { ...(await ledger.forecasts.store(bySystem(place), forecast)), times }
}
