/** What stands behind the bars: days, today, dates; and their words above. */
import type { Frame, Span, Tick } from './axis.ts'
import { placeOf } from './axis.ts'
import { type DateLabel, lanesOf } from './labels.ts'
import { dateClass } from './marks.tsx'

export interface Scene {
  readonly span: Span
  readonly frame: Frame
  readonly ticks: readonly Tick[]
  readonly labels: readonly DateLabel[]
}

const lanePixels = 18
const axisPixels = 22

/** Lanes that are used at all: a picture without dates has no room for them. */
const lanes = (labels: readonly DateLabel[], frame: Frame): number =>
  labels.length === 0
    ? 0
    : Math.min(lanesOf(frame), 1 + Math.max(0, ...labels.map(label => (label.words === '' ? 0 : label.lane))))

/** The axis with the words of the dates, in sight while rows pass below it. */
export function Axis({ scene: { span, frame, ticks, labels } }: { readonly scene: Scene }) {
  const laneCount = lanes(labels, frame)
  const height = axisPixels + laneCount * lanePixels + 4
  const today = placeOf(span.nowMs, span, frame)
  return (
    <svg className="axis" width={frame.width} height={height} aria-hidden="true">
      {ticks.map(({ ms, x, label }) => (
        <g key={ms}>
          <path className="tick" d={`M${x} 4V${height}`} />
          <text className="axis-text" x={x + 4} y={15}>
            {label}
          </text>
        </g>
      ))}
      <path className="today" d={`M${today} 4V${height}`} />
      {labels.map(({ number, x, words, lane, kind }) => {
        const top = words === '' ? height - 4 : axisPixels + lane * lanePixels + 2
        return <path key={number} className={dateClass(kind)} d={`M${x} ${top}V${height}`} />
      })}
      {labels.map(({ number, words, lane, start }) => (
        <text key={number} className="date-text" x={start} y={axisPixels + lane * lanePixels + 13}>
          {words}
        </text>
      ))}
      {frame.labelWidth > 0 ? (
        <text className="axis-text today-text" x={today - 4} y={15} textAnchor="end">
          today
        </text>
      ) : null}
    </svg>
  )
}

/** Lines from the top of all rows to their bottom. */
export function Grid({
  scene: { span, frame, ticks, labels },
  height,
}: {
  readonly scene: Scene
  readonly height: number
}) {
  const today = placeOf(span.nowMs, span, frame)
  return (
    <svg className="grid" width={frame.width} height={height} aria-hidden="true">
      {ticks.map(({ ms, x }) => (
        <path key={ms} className="tick" d={`M${x} 0V${height}`} />
      ))}
      {labels.map(({ number, x, kind }) => (
        <path key={number} className={dateClass(kind)} d={`M${x} 0V${height}`} />
      ))}
      <path className="today" d={`M${today} 0V${height}`} />
    </svg>
  )
}
