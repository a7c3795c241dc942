/** Words at the thin lines across the picture: placed so that none covers another, or left to the list below. */
import type { ShownDateLine } from '@foreseen/facts'
import { dayMs, type Frame, placeOf, type Span, textPixels } from './axis.ts'

/** One thin line: all dates that fall on one pixel. */
export interface DateMark {
  readonly x: number
  /** Number of its first date in the list below, from 1; the others follow. */
  readonly number: number
  readonly dates: readonly ShownDateLine[]
  /** The gravest kind of what stands here: it gives the line its pattern. */
  readonly kind: ShownDateLine['kind']
}

/** A mark with its words; `words` '' where they found no room. */
export interface DateLabel extends DateMark {
  readonly words: string
  readonly lane: number
  /** Left edge of the words. */
  readonly start: number
}

const order: readonly ShownDateLine['kind'][] = ['ecosystem', 'end', 'renewal']

/** Two lines closer than this are one. */
const apart = 3

/** Dates inside the span by day: the list below numbers them in this order. */
export const datesIn = (dates: readonly ShownDateLine[], { nowMs, toMs }: Span): ShownDateLine[] =>
  dates
    .filter(({ day }) => Date.parse(day) >= nowMs - dayMs && Date.parse(day) <= toMs)
    .sort((a, b) => Date.parse(a.day) - Date.parse(b.day))

/** Lines of the dates inside the span, those of one place together. */
export function marksOf(dates: readonly ShownDateLine[], span: Span, frame: Frame): DateMark[] {
  const groups: { x: number; number: number; dates: ShownDateLine[] }[] = []
  for (const [index, date] of datesIn(dates, span).entries()) {
    const x = placeOf(Date.parse(date.day), span, frame)
    const last = groups.at(-1)
    if (last !== undefined && x - last.x < apart) last.dates.push(date)
    else groups.push({ x, number: index + 1, dates: [date] })
  }
  return groups.map(group => ({
    ...group,
    kind: order.find(kind => group.dates.some(date => date.kind === kind)) ?? 'renewal',
  }))
}

const maxWords = 44

const eventWords = { renewal: 'is renewed', end: 'ends' } as const
const manyWords = { renewal: 'renewals', end: 'ends', ecosystem: 'dates' } as const

/** What a date is called where there is little room: whose it is comes before what it is. */
function shortOf({ kind, title, endpoint }: ShownDateLine): string {
  return endpoint === null || kind === 'ecosystem'
    ? title
    : `${endpoint.name.replace(/:443$/, '')} ${eventWords[kind]}`
}

/** What a line is called: its one date, or how many there are. Narrow pictures have room for a number alone. */
function wordsOf({ dates, number, kind }: DateMark, frame: Frame): string {
  const count = dates.length
  if (frame.isNarrow) return count === 1 ? String(number) : `${number}-${number + count - 1}`
  const words = [...new Set(dates.map(shortOf))]
  const only = words.length === 1 ? (words[0] ?? '') : ''
  if (words.length > 1)
    return `${count} ${dates.every(date => date.kind === kind) ? manyWords[kind] : 'dates'}`
  return only.length > maxWords ? `${only.slice(0, maxWords - 1)}\u2026` : only
}

export const lanesOf = (frame: Frame): number => (frame.isNarrow ? 2 : 4)

const gap = 10

/** Ecosystem dates first: everybody is hit by them; then ends, then renewals; each from left to right. */
const byWeight = (a: DateMark, b: DateMark): number =>
  order.indexOf(a.kind) - order.indexOf(b.kind) || a.x - b.x

/** Gives each mark words in the first lane in which they cover no others; the rest stay lines with a number in the list. */
export function labelsOf(marks: readonly DateMark[], frame: Frame): DateLabel[] {
  const taken: { lane: number; start: number; end: number }[] = []
  const placed = new Map<DateMark, DateLabel>()
  for (const mark of [...marks].sort(byWeight)) {
    const words = wordsOf(mark, frame)
    const width = textPixels(words)
    const start = Math.max(frame.labelWidth, Math.min(mark.x + 4, frame.width - width))
    const end = start + width
    const lane = Array.from({ length: lanesOf(frame) }, (_, n) => n).find(
      n => !taken.some(each => each.lane === n && each.start < end + gap && start < each.end + gap),
    )
    const fits = lane !== undefined && width <= frame.width - frame.labelWidth
    if (fits) taken.push({ lane, start, end })
    placed.set(mark, { ...mark, words: fits ? words : '', lane: fits ? lane : 0, start })
  }
  return marks.flatMap(mark => placed.get(mark) ?? [])
}
