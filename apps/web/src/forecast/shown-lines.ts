/** Which lines of a timeline are shown, and what is assumed in their place. */
import type { ShownLine, ShownTimeline } from '@foreseen/facts'
import type { AssumedLine } from './assumed.ts'
import { dayMs } from './axis.ts'
import type { Controls } from './controls.ts'

/** Lines whose release or endpoint has the text. */
export function found(lines: readonly ShownLine[], text: string): readonly ShownLine[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return lines
  return lines.filter(({ release, endpoint }) =>
    [release.name, release.product, release.platform, endpoint.name].some(name =>
      name.toLowerCase().includes(wanted),
    ),
  )
}

/** Stored lines with what is assumed in its place, and the stored ones of those. */
export function merge(lines: readonly ShownLine[], assumed: readonly AssumedLine[]) {
  const byPair = new Map(assumed.map(line => [`${line.release} ${line.endpoint}`, line]))
  const stored = new Map<number, ShownLine>()
  const merged = lines.map(line => {
    const other = byPair.get(`${line.release.id} ${line.endpoint.id}`)
    if (other === undefined) return line
    stored.set(line.ordinal, line)
    const { outcome, level, failsNow, days, sentence, nextAction } = other
    return { ...line, outcome, level, failsNow, days, sentence, nextAction }
  })
  return { merged, stored }
}

/** The end of what is looked at, milliseconds since the epoch. */
export function horizonOf({ forecast }: ShownTimeline, { horizonDays }: Controls): number {
  return horizonDays === 0 ? Date.parse(forecast.horizon) : Date.parse(forecast.at) + horizonDays * dayMs
}
