/** The timeline: rows of bars over days, drawn as they come into view, gone through by arrow keys. */
import type { ShownDateLine, ShownLine } from '@foreseen/facts'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { countText } from '../design/count-words.ts'
import { frameOf, spanOf, ticksOf } from './axis.ts'
import { Axis, Grid, type Scene } from './backdrop.tsx'
import { LineBar, SurvivorsBar } from './bar-row.tsx'
import { labelsOf, marksOf } from './labels.ts'
import { Patterns } from './marks.tsx'
import { heightOf, type Row, rowsOf } from './rows.ts'
import { Told, toldOf } from './told.tsx'
import { reachedOf, useWalk } from './walk.ts'
import { useWidth } from './width.ts'

export interface PictureProps {
  readonly forecast: string
  readonly nowMs: number
  readonly horizonMs: number
  /** With what is assumed in place of what is stored. */
  readonly lines: readonly ShownLine[]
  /** Stored lines by ordinal, of those that something else is assumed of. */
  readonly stored: ReadonlyMap<number, ShownLine>
  readonly dates: readonly ShownDateLine[]
  readonly search: Readonly<Record<string, string | undefined>>
}

function useScene({ nowMs, horizonMs, dates }: PictureProps, width: number): Scene {
  return useMemo(() => {
    const span = spanOf(nowMs, horizonMs)
    const frame = frameOf(width)
    return { span, frame, ticks: ticksOf(span, frame), labels: labelsOf(marksOf(dates, span, frame), frame) }
  }, [nowMs, horizonMs, dates, width])
}

function useRows(lines: readonly ShownLine[], stored: ReadonlyMap<number, ShownLine>) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(() => {
    const changed = lines.filter(
      line => (stored.get(line.ordinal)?.sentence ?? line.sentence) !== line.sentence,
    )
    return rowsOf(lines, { opened, apart: new Set(changed.map(({ ordinal }) => ordinal)) })
  }, [lines, stored, opened])
  const toggle = (release: string): void =>
    setOpened(before => {
      const after = new Set(before)
      if (!after.delete(release)) after.add(release)
      return after
    })
  return { rows, toggle }
}

/** Where an element begins on the page; what stands above it comes and goes. */
function useTop() {
  const place = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const now = Math.round((place.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
    if (Math.abs(now - top) > 1) setTop(now)
  })
  return { place, top }
}

interface InsideProps extends PictureProps {
  readonly scene: Scene
  readonly row: Row
  readonly isReached: boolean
  readonly onTell: () => void
  readonly onToggle: (release: string) => void
}

function RowInside({ row, scene, isReached, onTell, onToggle, stored, forecast, search }: InsideProps) {
  const shared = { scene, isReached, onTell }
  switch (row.kind) {
    case 'product':
      return <ProductWords name={row.name} installs={row.installs} />
    case 'line':
      return (
        <LineBar
          row={row}
          forecast={forecast}
          stored={stored.get(row.line.ordinal)}
          search={search}
          {...shared}
        />
      )
    case 'survivors':
      return <SurvivorsBar row={row} onToggle={() => onToggle(row.release.id)} {...shared} />
  }
}

/** So many rows are simply there: found by the browser's own search, printed whole. */
const wholeUpTo = 100

function Bars(props: PictureProps & { readonly scene: Scene }) {
  const { scene, lines, stored } = props
  const { rows, toggle } = useRows(lines, stored)
  const [current, setCurrent] = useState<string>()
  const isNarrow = scene.frame.isNarrow
  const { place, top: scrollMargin } = useTop()
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: index => heightOf(rows[index] ?? noRow, isNarrow),
    // Made anew with each drawing, so that sizes follow rows and width.
    getItemKey: index => rows[index]?.id ?? index,
    overscan: rows.length <= wholeUpTo ? rows.length : 8,
    scrollMargin,
    scrollPaddingStart: 140,
    scrollPaddingEnd: 140,
  })
  const { place: list, press } = useWalk(rows, index => virtual.scrollToIndex(index, { align: 'auto' }))
  const items = virtual.getVirtualItems()
  const reached = reachedOf(
    rows,
    items.map(({ index }) => index),
    current,
  )
  const total = virtual.getTotalSize()
  const told = toldOf(
    rows.find(row => row.id === current),
    stored,
  )
  return (
    <>
      <div ref={place} className="bars" style={{ blockSize: total }}>
        <Grid scene={scene} height={total} />
        <ul ref={list} onKeyDown={press} aria-label="Releases at endpoints, most installs first">
          {items.map(({ index, start, size }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <li
                key={row.id}
                className={
                  row.kind === 'product' ? 'bar-product' : `bar-row ${row.isFirst ? 'bar-first' : ''}`
                }
                style={{ transform: `translateY(${start - scrollMargin}px)`, blockSize: size }}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
              >
                <RowInside
                  {...props}
                  row={row}
                  isReached={row.id === reached}
                  onTell={() => setCurrent(row.id)}
                  onToggle={toggle}
                />
              </li>
            )
          })}
        </ul>
      </div>
      <Told sentences={told} isNarrow={isNarrow} />
    </>
  )
}

const noRow: Row = { kind: 'product', id: '', name: '', installs: null }

const ProductWords = ({ name, installs }: { readonly name: string; readonly installs: number | null }) => (
  <>
    <span>{name}</span>
    {installs === null ? null : <span className="quiet">{countText(installs)} installs</span>}
  </>
)

/** The signature picture. */
export function Picture(props: PictureProps) {
  const { place, width } = useWidth()
  const scene = useScene(props, width)
  return (
    <div ref={place} className={scene.frame.isNarrow ? 'picture picture-narrow' : 'picture'}>
      <Patterns />
      {width === 0 ? null : (
        <>
          <div className="axis-place">
            <Axis scene={scene} />
          </div>
          <Bars {...props} scene={scene} />
        </>
      )}
    </div>
  )
}
