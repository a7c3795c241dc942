/** The timeline: rows of bars over days, drawn as they come into view, gone through by arrow keys. */
import type { ShownDateLine, ShownLine } from '@foreseen/facts'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { frameOf, spanOf, ticksOf } from './axis.ts'
import { Axis, Grid, type Scene } from './backdrop.tsx'
import { LineBar, SurvivorsBar } from './bar-row.tsx'
import { labelsOf, marksOf } from './labels.ts'
import { Patterns } from './marks.tsx'
import { heightOf, type Row, rowsOf } from './rows.ts'
import { useWidth } from './width.ts'
import { countText } from './words.ts'

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

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** The row that a key leads to from a row; product rows are passed over. */
function rowAfter(rows: readonly Row[], from: number, key: string): number | undefined {
  const step = steps[key]
  if (step === undefined) return undefined
  const bars = rows.flatMap((row, index) => (row.kind === 'product' ? [] : [index]))
  const at = bars.indexOf(from)
  return bars[Math.max(0, Math.min(bars.length - 1, at + step))]
}

function toldOf(row: Row | undefined, stored: ReadonlyMap<number, ShownLine>): readonly string[] {
  if (row === undefined || row.kind === 'product') return []
  if (row.kind === 'survivors') {
    const endpoints = `${countText(row.lines.length)} endpoints`
    return [
      row.state === 'watched'
        ? `Nothing was found that would break ${row.release.name} at these ${endpoints}; at some of them nothing hardwired was found at all.`
        : `${row.release.name} keeps connecting to these ${endpoints} when their certificates are renewed.`,
    ]
  }
  const before = stored.get(row.line.ordinal)
  const isOther = before !== undefined && before.sentence !== row.line.sentence
  return isOther ? [`Assumed: ${row.line.sentence}`, `Stored: ${before.sentence}`] : [row.line.sentence]
}

const howTo =
  'Rest on a bar or go through them with the arrow keys: what it says stands here. Enter opens its evidence.'

/** What the bar under the pointer or the focus says. Where fingers point there is nothing to rest on, and no advice. */
function Told({
  sentences,
  isNarrow,
}: {
  readonly sentences: readonly string[]
  readonly isNarrow: boolean
}) {
  const advice = isNarrow ? null : <p className="quiet">{howTo}</p>
  return (
    <div className="told" role="status">
      {sentences.length === 0 ? advice : sentences.map(said => <p key={said}>{said}</p>)}
    </div>
  )
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

/** Goes to a row: it is brought into view first, and takes the focus once it is drawn. */
function useWalk(rows: readonly Row[], scrollTo: (index: number) => void) {
  const place = useRef<HTMLUListElement>(null)
  const [wanted, setWanted] = useState<string>()
  useEffect(() => {
    if (wanted === undefined) return
    const bar = place.current?.querySelector<HTMLElement>(`[data-bar="${CSS.escape(wanted)}"]`)
    if (bar === null || bar === undefined) return
    bar.focus({ preventScroll: true })
    bar.scrollIntoView({ block: 'nearest' })
    setWanted(undefined)
  })
  const press = (event: KeyboardEvent<HTMLUListElement>): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return
    const id = event.target.dataset.bar
    const from = rows.findIndex(row => row.id === id)
    const next = from < 0 ? undefined : rowAfter(rows, from, event.key)
    const row = next === undefined ? undefined : rows[next]
    if (next === undefined || row === undefined) return
    event.preventDefault()
    scrollTo(next)
    setWanted(row.id)
  }
  return { place, press }
}

/** The bar that the tab key reaches: the one gone to last while it is in view, else the first in view. */
function reachedOf(
  rows: readonly Row[],
  drawn: readonly number[],
  current: string | undefined,
): string | undefined {
  const bars = drawn.flatMap(index => {
    const row = rows[index]
    return row === undefined || row.kind === 'product' ? [] : [row.id]
  })
  return bars.find(id => id === current) ?? bars[0]
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

/** So many rows are simply there: found by the browser's own search, printed whole. */
const wholeUpTo = 100

function Bars(props: PictureProps & { readonly scene: Scene }) {
  const { scene, lines, stored, forecast, search } = props
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
            const top = start - scrollMargin
            const shared = {
              scene,
              isReached: row.id === reached,
              onTell: () => setCurrent(row.id),
            }
            return (
              <li
                key={row.id}
                className={
                  row.kind === 'product' ? 'bar-product' : row.isFirst ? 'bar-row bar-first' : 'bar-row'
                }
                style={{ transform: `translateY(${top}px)`, blockSize: size }}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
              >
                {row.kind === 'product' ? (
                  <ProductWords name={row.name} installs={row.installs} />
                ) : row.kind === 'line' ? (
                  <LineBar
                    row={row}
                    forecast={forecast}
                    stored={stored.get(row.line.ordinal)}
                    search={search}
                    {...shared}
                  />
                ) : (
                  <SurvivorsBar row={row} onToggle={() => toggle(row.release.id)} {...shared} />
                )}
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
