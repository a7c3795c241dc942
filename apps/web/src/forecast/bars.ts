/** What is drawn for one line: where its bar ends, and between which days that may be. */
import type { ShownDays, ShownLine } from '@foreseen/facts'
import { isUnknown } from '../design/outcome.ts'
import { type Frame, placeOf, type Span, textPixels } from './axis.ts'

/** Six states, each with a shape of its own. `watched`: nothing was found that would break it, which proves little. */
export type BarState = 'fails' | 'breaks' | 'may-break' | 'survives' | 'watched' | 'unknown'

export type Told = Pick<ShownLine, 'outcome' | 'failsNow' | 'level' | 'days'>

export function stateOf(line: Told): BarState {
  if (line.failsNow) return 'fails'
  if (isUnknown(line)) return 'unknown'
  if (line.outcome !== 'survives') return line.outcome
  return line.level === 'watch' ? 'watched' : 'survives'
}

export const stateWords: Readonly<Record<BarState, string>> = {
  fails: 'fails now',
  breaks: 'breaks',
  'may-break': 'may break',
  survives: 'keeps connecting',
  watched: 'nothing found that would break it',
  unknown: 'unknown',
}

/** The same in two words, for columns. */
export const shortWords: Readonly<Record<BarState, string>> = { ...stateWords, watched: 'nothing found' }

/** All of it in pixels from the left edge of the picture. */
export interface Bar {
  readonly state: BarState
  /** The stretch in which it connects; without an end it runs to the edge. */
  readonly from: number
  readonly to: number
  readonly isOpen: boolean
  /** The expected day; `undefined` where none is or it lies beyond the picture. */
  readonly mark: number | undefined
  /** Earliest and latest day; `undefined` where they are one day or not known. */
  readonly range: { readonly from: number; readonly to: number; readonly isOpen: boolean } | undefined
  /** The day in figures and where it stands; `undefined` where there is none to say. */
  readonly text: { readonly x: number; readonly anchor: 'start' | 'end'; readonly words: string } | undefined
}

const msOf = (iso: string | null): number | undefined => {
  const ms = iso === null ? Number.NaN : Date.parse(iso)
  return Number.isNaN(ms) ? undefined : ms
}

function rangeOf(days: ShownDays, span: Span, frame: Frame): Bar['range'] {
  const [earliest, latest] = [msOf(days.earliest), msOf(days.latest)]
  if (earliest === undefined || latest === undefined || latest <= earliest || earliest > span.toMs)
    return undefined
  return {
    from: placeOf(earliest, span, frame),
    to: placeOf(latest, span, frame),
    isOpen: latest > span.toMs,
  }
}

function textOf(words: string, at: number, frame: Frame): Bar['text'] {
  const width = textPixels(words)
  return at + 8 + width <= frame.width
    ? { x: at + 8, anchor: 'start', words }
    : { x: Math.max(frame.left + width, at - 8), anchor: 'end', words }
}

/** The bar of a line under a frame. Nothing of it lies outside of the picture or below the column of words. */
export function barOf(line: Told, span: Span, frame: Frame): Bar {
  const state = stateOf(line)
  const today = placeOf(span.nowMs, span, frame)
  const whole = { state, from: frame.left, to: frame.right, isOpen: true, mark: undefined }
  if (state === 'fails')
    return {
      ...whole,
      to: today,
      isOpen: false,
      mark: today,
      range: undefined,
      text: textOf('fails now', today, frame),
    }
  if (state === 'survives' || state === 'watched') return { ...whole, range: undefined, text: undefined }
  const expected = msOf(line.days.expected)
  if (state === 'unknown' || expected === undefined || expected > span.toMs)
    return { ...whole, range: undefined, text: undefined }
  const mark = placeOf(expected, span, frame)
  const range = rangeOf(line.days, span, frame)
  return {
    state,
    from: frame.left,
    to: mark,
    isOpen: false,
    mark,
    range,
    text: textOf((line.days.expected ?? '').slice(0, 10), mark, frame),
  }
}
