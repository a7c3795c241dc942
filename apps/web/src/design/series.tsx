import { useLayoutEffect, useRef, useState } from 'react'
import { niceTicks, placed, type SeriesPoint, timeTicks } from './series-scale.ts'

export type { SeriesPoint } from './series-scale.ts'

const heightPixels = 200
const margin = { top: 10, right: 16, bottom: 26, left: 72 }

/** How wide there is room for it; drawn in real pixels, so that its words keep their size. */
function useWidth() {
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = place.current
    if (element === null) return
    const sizes = new ResizeObserver(() => setWidth(element.clientWidth))
    setWidth(element.clientWidth)
    sizes.observe(element)
    return () => sizes.disconnect()
  }, [])
  return { place, width }
}

interface Scale {
  readonly x: (ms: number) => number
  readonly y: (value: number) => number
}

function Axes({
  scale,
  days,
  values,
  width,
  format,
}: {
  readonly scale: Scale
  readonly days: readonly number[]
  readonly values: readonly number[]
  readonly width: number
  readonly format: (value: number) => string
}) {
  return (
    <>
      {values.map(value => (
        <g key={value}>
          <line x1={margin.left} x2={width - margin.right} y1={scale.y(value)} y2={scale.y(value)} />
          <text x={margin.left - 8} y={scale.y(value)} dy="0.32em" textAnchor="end">
            {format(value)}
          </text>
        </g>
      ))}
      {days.map((ms, at) => (
        <text
          key={ms}
          x={scale.x(ms)}
          y={heightPixels - 6}
          textAnchor={at === 0 ? 'start' : at === days.length - 1 ? 'end' : 'middle'}
        >
          {new Date(ms).toISOString().slice(0, 10)}
        </text>
      ))}
    </>
  )
}

/**
 * Numbers over time as a line. The same numbers belong in a table beside it: to a screen reader it says its `label`
 * and nothing else. `format` writes a number.
 */
export function Series({
  points,
  label,
  format,
}: {
  readonly points: readonly SeriesPoint[]
  readonly label: string
  readonly format: (value: number) => string
}) {
  const { place, width } = useWidth()
  const ordered = points.toSorted((one, other) => one.ms - other.ms)
  const values = niceTicks(Math.max(1, ...ordered.map(({ value }) => value)))
  const days = timeTicks(ordered, width - margin.left - margin.right)
  const box = {
    left: margin.left,
    right: width - margin.right,
    top: margin.top,
    bottom: heightPixels - margin.bottom,
  }
  const scale = placed(ordered, values.at(-1) ?? 1, box)
  return (
    <div ref={place} className="series" role="img" aria-label={label}>
      {width === 0 ? null : (
        <svg width={width} height={heightPixels} aria-hidden="true">
          <Axes scale={scale} days={days} values={values} width={width} format={format} />
          <polyline points={ordered.map(({ ms, value }) => `${scale.x(ms)},${scale.y(value)}`).join(' ')} />
          {ordered.map(({ ms, value }) => (
            <circle key={ms} cx={scale.x(ms)} cy={scale.y(value)} r="3.5">
              <title>{`${new Date(ms).toISOString().slice(0, 10)}: ${format(value)}`}</title>
            </circle>
          ))}
        </svg>
      )}
    </div>
  )
}
