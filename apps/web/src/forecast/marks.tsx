/** How bars, marks and lines are drawn: each state by its shape first, then by its colour. */
import type { ShownDateLine } from '@foreseen/facts'
import type { Bar, BarState } from './bars.ts'

/** Patterns that the bars are filled with; once in the document. */
export function Patterns() {
  return (
    <svg className="patterns" aria-hidden="true" width="0" height="0">
      <defs>
        <pattern
          id="stripes"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect className="pattern-paper" width="6" height="6" />
          <rect className="pattern-stripe" width="2.5" height="6" />
        </pattern>
        <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">
          <rect className="pattern-paper" width="5" height="5" />
          <path className="pattern-dot" d="M0 0 5 5M5 0 0 5" />
        </pattern>
      </defs>
    </svg>
  )
}

const half = 6

/** The end of a bar: a stop that is full, a diamond that is hollow, a cross where it has ended. */
function EndMark({ state, x, y }: { readonly state: BarState; readonly x: number; readonly y: number }) {
  switch (state) {
    case 'fails':
      return <path className="mark mark-fails" d={`M${x - 6} ${y - 6}l12 12M${x + 6} ${y - 6}l-12 12`} />
    case 'may-break':
      return <path className="mark mark-may-break" d={`M${x} ${y - 8}l7 8-7 8-7-8z`} />
    default:
      return <path className="mark mark-breaks" d={`M${x - 2} ${y - 10}h4v20h-4z`} />
  }
}

/** From the earliest to the latest day, below the bar; an arrow where the latest lies beyond the picture. */
function Range({
  range,
  y,
  state,
}: {
  readonly range: NonNullable<Bar['range']>
  readonly y: number
  readonly state: BarState
}) {
  const { from, to, isOpen } = range
  const low = y + half + 6
  const end = isOpen ? `M${to - 4} ${low - 3}l4 3-4 3` : `M${to} ${low - 4}v8`
  return <path className={`range range-${state}`} d={`M${from} ${low - 4}v8M${from} ${low}H${to}${end}`} />
}

function Body({ bar, y }: { readonly bar: Bar; readonly y: number }) {
  const { state, from, to } = bar
  const width = Math.max(0, to - from)
  switch (state) {
    case 'survives':
    case 'watched':
      return <path className={`going going-${state}`} d={`M${from} ${y}H${to}M${to - 6} ${y - 5}l6 5-6 5`} />
    case 'unknown':
      return (
        <>
          <rect className="body body-unknown" x={from} y={y - half} width={width} height={2 * half} />
          <text className="bar-text" x={from + 24} y={y + 4}>
            ?
          </text>
        </>
      )
    case 'fails':
      return <path className="body-fails" d={`M${from} ${y}H${to}`} />
    default:
      return <rect className={`body body-${state}`} x={from} y={y - half} width={width} height={2 * half} />
  }
}

/** One bar at the height `y` of its middle. `before` is where the stored forecast has its end, when something else is assumed. */
export function BarDrawing({
  bar,
  y,
  before,
}: {
  readonly bar: Bar
  readonly y: number
  readonly before?: number | undefined
}) {
  return (
    <g className={`bar bar-${bar.state}`}>
      <Body bar={bar} y={y} />
      {bar.range === undefined ? null : <Range range={bar.range} y={y} state={bar.state} />}
      {before === undefined ? null : <path className="before" d={`M${before} ${y - 12}v24`} />}
      {bar.mark === undefined ? null : <EndMark state={bar.state} x={bar.mark} y={y} />}
      {bar.text === undefined ? null : (
        <text className="bar-text digits" x={bar.text.x} y={y + 4} textAnchor={bar.text.anchor}>
          {bar.text.words}
        </text>
      )}
    </g>
  )
}

/** Patterns of the lines across the picture: whole for the ecosystem, dashes for ends, dots for renewals. */
export const dateClass = (kind: ShownDateLine['kind']): string => `date date-${kind}`

const sample = (state: BarState, change: Partial<Bar> = {}): Bar => ({
  state,
  from: 2,
  to: 58,
  isOpen: true,
  mark: undefined,
  range: undefined,
  text: undefined,
  ...change,
})

const ended = { to: 34, isOpen: false, mark: 34, range: { from: 16, to: 52, isOpen: false } }

const samples: readonly (readonly [string, Bar])[] = [
  ['fails now', sample('fails', { to: 14, mark: 14 })],
  ['breaks: connects until the mark', sample('breaks', ended)],
  ['may break', sample('may-break', ended)],
  ['keeps connecting', sample('survives')],
  ['nothing was found that would break it', sample('watched')],
  ['unknown', sample('unknown')],
]

const dateWords: readonly (readonly [ShownDateLine['kind'], string])[] = [
  ['renewal', 'a renewal'],
  ['end', 'an end'],
  ['ecosystem', 'a date for everybody'],
]

/** What the shapes mean, drawn by what draws the picture. */
export function Legend({ isAssumed }: { readonly isAssumed: boolean }) {
  return (
    <ul className="legend" aria-label="What the shapes mean">
      {samples.map(([words, bar]) => (
        <li key={words}>
          <svg width="60" height="30" aria-hidden="true">
            <BarDrawing bar={bar} y={12} />
          </svg>
          {words}
        </li>
      ))}
      <li>
        <svg width="60" height="30" aria-hidden="true">
          <path className="range" d="M12 12v8M12 16H48M48 12v8" />
        </svg>
        from the earliest to the latest day
      </li>
      <li>
        <svg width="12" height="30" aria-hidden="true">
          <path className="today" d="M6 0V30" />
        </svg>
        today
      </li>
      {dateWords.map(([kind, words]) => (
        <li key={kind}>
          <svg width="12" height="30" aria-hidden="true">
            <path className={dateClass(kind)} d="M6 0V30" />
          </svg>
          {words}
        </li>
      ))}
      {isAssumed ? (
        <li>
          <svg width="12" height="30" aria-hidden="true">
            <path className="before" d="M6 3V27" />
          </svg>
          the end as it is stored
        </li>
      ) : null}
    </ul>
  )
}
