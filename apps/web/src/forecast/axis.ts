/** Days across the picture: where each stands, and which of them are written out. All of it in UTC. */
export const dayMs = 86_400_000

/** The stretch of time that the picture shows. */
export interface Span {
  readonly fromMs: number
  readonly nowMs: number
  readonly toMs: number
}

/** A little of the past, so that what fails today stands inside the picture. */
const pastShare = 0.02

/** From a little before `nowMs` to the end; never shorter than a week. */
export function spanOf(nowMs: number, horizonMs: number): Span {
  const toMs = Math.max(horizonMs, nowMs + 7 * dayMs)
  return { fromMs: nowMs - (toMs - nowMs) * pastShare, nowMs, toMs }
}

/** Where the picture's parts stand, in CSS pixels from its left edge. */
export interface Frame {
  readonly width: number
  /** Rows are two lines, words above the bar. */
  readonly isNarrow: boolean
  /** 0 where words stand above the bar. */
  readonly labelWidth: number
  /** First and last pixel that days are drawn at. */
  readonly left: number
  readonly right: number
}

/** Below this width the words go above the bars: beside them neither would have room. */
const narrowBelow = 640
/** Marks are wider than the day they stand for; they stay inside the picture. */
const margin = 10

export function frameOf(width: number): Frame {
  const whole = Math.max(240, Math.floor(width))
  const isNarrow = whole < narrowBelow
  const labelWidth = isNarrow ? 0 : Math.min(320, Math.max(200, Math.round(whole * 0.26)))
  return { width: whole, isNarrow, labelWidth, left: labelWidth + margin, right: whole - margin }
}

/** The pixel of a moment; what lies outside of the span stands at its edge. */
export function placeOf(ms: number, { fromMs, toMs }: Span, { left, right }: Frame): number {
  const share = (ms - fromMs) / (toMs - fromMs)
  return left + Math.min(1, Math.max(0, share)) * (right - left)
}

export interface Tick {
  readonly ms: number
  readonly x: number
  /** '' for a line without words. */
  readonly label: string
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 1970-01-05 was the first Monday. */
const firstMondayMs = 4 * dayMs

function weeks({ fromMs, toMs }: Span): number[] {
  const first = Math.ceil((fromMs - firstMondayMs) / (7 * dayMs))
  const last = Math.floor((toMs - firstMondayMs) / (7 * dayMs))
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, n) => firstMondayMs + (first + n) * 7 * dayMs,
  )
}

/** First days of every `step`th month. */
function monthStarts({ fromMs, toMs }: Span, step: number): number[] {
  const from = new Date(fromMs)
  const first = from.getUTCFullYear() * 12 + from.getUTCMonth()
  const last = new Date(toMs)
  const end = last.getUTCFullYear() * 12 + last.getUTCMonth()
  const starts: number[] = []
  for (let month = Math.ceil(first / step) * step; month <= end; month += step) {
    const ms = Date.UTC(Math.floor(month / 12), month % 12, 1)
    if (ms >= fromMs && ms <= toMs) starts.push(ms)
  }
  return starts
}

const weekText = (ms: number): string => {
  const date = new Date(ms)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`
}

/** January says its year, and so does the first one, unless January follows at once. */
const monthText = (ms: number, isFirst: boolean): string => {
  const date = new Date(ms)
  const month = months[date.getUTCMonth()] ?? ''
  return isFirst || date.getUTCMonth() === 0 ? `${month} ${date.getUTCFullYear()}` : month
}

const yearText = (ms: number): string => String(new Date(ms).getUTCFullYear())

/** Widths of text before any font is asked: generous for figures and short words at 12 px. */
export const letterPixels = 6.8
export const textPixels = (text: string): number => Math.ceil(text.length * letterPixels)

interface Scale {
  readonly starts: (span: Span) => number[]
  readonly text: (ms: number, isFirst: boolean) => string
  /** Pixels that two written days must lie apart. */
  readonly apart: number
}

const monthly = (step: number, apart: number): Scale => ({
  starts: span => monthStarts(span, step),
  text: monthText,
  apart,
})

const scales: readonly Scale[] = [
  { starts: weeks, text: weekText, apart: 52 },
  monthly(1, 34),
  monthly(3, 34),
  monthly(6, 34),
  { starts: span => monthStarts(span, 12), text: yearText, apart: 44 },
  { starts: span => monthStarts(span, 60), text: yearText, apart: 44 },
]

/** Ticks that are written out as far as they have room, from weeks to years by the room there is. */
export function ticksOf(span: Span, frame: Frame): Tick[] {
  const perMs = (frame.right - frame.left) / (span.toMs - span.fromMs)
  const scale = scales.find(({ starts, apart }) => {
    const [first, second] = starts(span)
    return first === undefined || second === undefined || (second - first) * perMs >= apart
  })
  let freeFrom = frame.left - 6
  let isFirst = true
  const starts = scale?.starts(span) ?? []
  const isYearNear = new Date(starts[1] ?? 0).getUTCMonth() === 0
  return starts.map(ms => {
    const x = placeOf(ms, span, frame)
    const label = scale?.text(ms, isFirst && !isYearNear) ?? ''
    const end = x + 4 + textPixels(label)
    if (x + 4 < freeFrom || end > frame.width) return { ms, x, label: '' }
    freeFrom = end + 6
    isFirst = false
    return { ms, x, label }
  })
}
