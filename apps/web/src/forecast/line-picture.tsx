/** The bar of one line over its days, and under other assumptions the stored end beside it. */
import type { ShownForecast, ShownLine } from '@foreseen/facts'
import { useMemo } from 'react'
import type { AssumedLine } from './assumed.ts'
import { type Frame, frameOf, spanOf, ticksOf } from './axis.ts'
import { Axis, Grid, type Scene } from './backdrop.tsx'
import { barOf } from './bars.ts'
import { BarDrawing, Patterns } from './marks.tsx'
import { useWidth } from './width.ts'

/** The words stand in the sentence above: the bar has the whole width. */
const withoutWords = (frame: Frame): Frame => ({ ...frame, labelWidth: 0, left: 10 })

const height = 48

export function LinePicture({
  line,
  assumed,
  forecast,
}: {
  readonly line: ShownLine
  readonly assumed: AssumedLine | undefined
  readonly forecast: ShownForecast
}) {
  const { place, width } = useWidth()
  const scene = useMemo((): Scene => {
    const span = spanOf(Date.parse(forecast.at), Date.parse(forecast.horizon))
    const frame = withoutWords(frameOf(width))
    return { span, frame, ticks: ticksOf(span, frame), labels: [] }
  }, [forecast.at, forecast.horizon, width])
  const before = barOf(line, scene.span, scene.frame)
  const bar = assumed === undefined ? before : barOf(assumed, scene.span, scene.frame)
  return (
    <div ref={place} className="line-picture">
      <Patterns />
      {width === 0 ? null : (
        <>
          <Axis scene={scene} />
          <div className="bars">
            <Grid scene={scene} height={height} />
            <svg width={scene.frame.width} height={height} role="img" aria-label={(assumed ?? line).sentence}>
              <BarDrawing
                bar={bar}
                y={20}
                before={assumed === undefined ? undefined : (before.mark ?? before.to)}
              />
            </svg>
          </div>
        </>
      )}
    </div>
  )
}
