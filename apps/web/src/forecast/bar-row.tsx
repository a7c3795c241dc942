/** One row of the picture: its words, its bar, and the way to its evidence. */
import type { ShownLine } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { countText } from '../design/count-words.ts'
import type { Scene } from './backdrop.tsx'
import { barOf, stateOf, stateWords } from './bars.ts'
import { BarDrawing } from './marks.tsx'
import { type BarRow, heightOf, type LineRow, type SurvivorsRow } from './rows.ts'
import { endpointText } from './words.ts'

export interface RowProps {
  readonly row: BarRow
  readonly scene: Scene
  /** The one bar that the tab key reaches. */
  readonly isReached: boolean
  readonly onTell: () => void
}

/** Installs as figures and as a bar beside the release that has the most. */
function Weight({ row }: { readonly row: BarRow }) {
  const { installs } = row.release
  if (installs === null) return null
  return (
    <span className="weight">
      <span className="digits">{countText(installs.count)}</span>
      <span className="unseen"> installs</span>
      <span className="weight-bar" style={{ inlineSize: `${Math.max(2, Math.round(row.share * 48))}px` }} />
    </span>
  )
}

function Words({ row, children }: { readonly row: BarRow; readonly children: ReactNode }) {
  return (
    <span className="bar-words">
      <span className={row.isFirst ? 'bar-release' : 'unseen'}>
        <span className="bar-name">{row.release.name}</span>
        {row.isFirst ? <Weight row={row} /> : null}
      </span>
      <span className="bar-endpoint">{children}</span>
    </span>
  )
}

/** Where the middle of the bar stands: beside the last line of words, or below all of them. */
function middleOf(row: BarRow, { frame }: Scene): number {
  const height = heightOf(row, frame.isNarrow)
  return frame.isNarrow ? height - 22 : height - 17
}

/** Where the stored line ends, when another one is drawn in its place and ends elsewhere. */
function beforeOf(row: LineRow, stored: ShownLine | undefined, { span, frame }: Scene): number | undefined {
  if (stored === undefined) return undefined
  const [own, before] = [barOf(row.line, span, frame), barOf(stored, span, frame)]
  if (own.mark === before.mark && own.state === before.state) return undefined
  return before.mark ?? before.to
}

export interface LineRowProps extends RowProps {
  readonly row: LineRow
  readonly forecast: string
  /** The line as it is stored, when something else is assumed. */
  readonly stored: ShownLine | undefined
  readonly search: Readonly<Record<string, string | undefined>>
}

export function LineBar({ row, scene, isReached, onTell, forecast, stored, search }: LineRowProps) {
  const { line } = row
  const bar = barOf(line, scene.span, scene.frame)
  const day = line.days.expected?.slice(0, 10)
  const height = heightOf(row, scene.frame.isNarrow)
  return (
    <Link
      to="/forecast/$forecast/$ordinal"
      params={{ forecast, ordinal: String(line.ordinal) }}
      search={search}
      className="bar-link"
      data-bar={row.id}
      tabIndex={isReached ? 0 : -1}
      onFocus={onTell}
      onPointerEnter={onTell}
      preload={false}
    >
      <Words row={row}>
        {endpointText(line.endpoint.name)}
        <span className="unseen">
          : {stateWords[stateOf(line)]}
          {day === undefined ? '' : `, ${day}`}
        </span>
      </Words>
      <svg className="bar-drawing" width={scene.frame.width} height={height} aria-hidden="true">
        <BarDrawing bar={bar} y={middleOf(row, scene)} before={beforeOf(row, stored, scene)} />
      </svg>
    </Link>
  )
}

export interface SurvivorsRowProps extends RowProps {
  readonly row: SurvivorsRow
  readonly onToggle: () => void
}

/** Endpoints at which nothing breaks, as one bar that opens to one each. */
export function SurvivorsBar({ row, scene, isReached, onTell, onToggle }: SurvivorsRowProps) {
  const { frame } = scene
  const height = heightOf(row, frame.isNarrow)
  const bar = {
    state: row.state,
    from: frame.left,
    to: frame.right,
    isOpen: true,
    mark: undefined,
    range: undefined,
    text: undefined,
  }
  return (
    <button
      type="button"
      className="bar-link"
      data-bar={row.id}
      tabIndex={isReached ? 0 : -1}
      aria-expanded={row.isOpen}
      onClick={onToggle}
      onFocus={onTell}
      onPointerEnter={onTell}
    >
      <Words row={row}>
        {countText(row.lines.length)} endpoints{row.isOpen ? ', each below' : ''}
        <span className="unseen">: {stateWords[row.state]}</span>
      </Words>
      <svg className="bar-drawing" width={frame.width} height={height} aria-hidden="true">
        <BarDrawing bar={bar} y={middleOf(row, scene)} />
      </svg>
    </button>
  )
}
