import type { ShownInterval } from '@foreseen/facts'
import { intervalTitle } from './words.ts'

/** A bar of the picture: the stretch in which one address served one chain, or failed. */
export interface Stretch {
  readonly interval: ShownInterval
  /** Letter of the chain, `A` for the newest; '' for a failure. */
  readonly letter: string
  /** Begin and length as shares of the whole span, 0 to 1. */
  readonly begin: number
  readonly length: number
}

export interface StretchRow {
  /** `192.0.2.1, ECDSA`. */
  readonly title: string
  readonly stretches: readonly Stretch[]
}

export interface Stretches {
  readonly fromMs: number
  readonly toMs: number
  readonly rows: readonly StretchRow[]
  /** Chains by letter, newest first. */
  readonly chains: ReadonlyMap<string, string>
}

const dayMs = 86_400_000

/** `A` to `Z`, then `AA`: as columns of a sheet are named. */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last
}

/** Letters of chains by the last moment at which each was seen, newest first. */
function lettersOf(intervals: readonly ShownInterval[]): ReadonlyMap<string, string> {
  const last = new Map<string, string>()
  for (const { chain, last: seen } of intervals) {
    if (chain !== null && (last.get(chain) ?? '') < seen) last.set(chain, seen)
  }
  const ordered = [...last].sort(([a, x], [b, y]) => (x < y ? 1 : x > y ? -1 : a < b ? -1 : 1))
  return new Map(ordered.map(([chain], index) => [chain, letterOf(index)]))
}

/** Intervals as bars, a row for each address, name and key type. A stretch that was seen once still has a length. */
export function stretchesOf(intervals: readonly ShownInterval[], host: string, nowMs: number): Stretches {
  const times = intervals.flatMap(({ first, last }) => [Date.parse(first), Date.parse(last)])
  const fromMs = Math.min(nowMs - dayMs, ...times)
  const toMs = Math.max(nowMs, ...times)
  const letters = lettersOf(intervals)
  const rows = new Map<string, Stretch[]>()
  for (const interval of intervals) {
    const begin = (Date.parse(interval.first) - fromMs) / (toMs - fromMs)
    const length = (Date.parse(interval.last) - Date.parse(interval.first)) / (toMs - fromMs)
    const letter = interval.chain === null ? '' : (letters.get(interval.chain) ?? '')
    const title = intervalTitle(interval, host)
    rows.set(title, [...(rows.get(title) ?? []), { interval, letter, begin, length }])
  }
  return {
    fromMs,
    toMs,
    chains: new Map([...letters].map(([chain, letter]) => [letter, chain])),
    rows: [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([title, stretches]) => ({ title, stretches: stretches.sort((a, b) => a.begin - b.begin) })),
  }
}

export interface Tick {
  /** Share of the span, 0 to 1. */
  readonly at: number
  readonly text: string
}

/** At most `most` days to write below the picture: on whole days, months or years, whichever is finest and fits. */
export function ticksOf(fromMs: number, toMs: number, most: number): readonly Tick[] {
  const days = (toMs - fromMs) / dayMs
  const share = (ms: number): number => (ms - fromMs) / (toMs - fromMs)
  for (const step of [1, 2, 7, 14]) {
    if (days / step > most) continue
    const first = Math.ceil(fromMs / (dayMs * step)) * dayMs * step
    const count = Math.max(0, Math.floor((toMs - first) / (dayMs * step)) + 1)
    return Array.from({ length: count }, (_, index) => first + index * step * dayMs).map(ms => ({
      at: share(ms),
      text: new Date(ms).toISOString().slice(5, 10),
    }))
  }
  const start = new Date(fromMs)
  const months = days / 28
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find(each => months / each <= most) ?? 1200
  const ticks: Tick[] = []
  const begin = start.getUTCFullYear() * 12 + start.getUTCMonth()
  for (let month = Math.ceil(begin / step) * step; ; month += step) {
    const ms = Date.UTC(Math.floor(month / 12), month % 12, 1)
    if (ms > toMs) return ticks
    if (ms >= fromMs) ticks.push({ at: share(ms), text: new Date(ms).toISOString().slice(0, 7) })
  }
}
