import { Link, useNavigate } from '@tanstack/react-router'
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'

/** A column: `title` of the head, `cell` of a row. Numbers stand right. The first column names the row and is its link. */
export interface Column<T> {
  readonly id: string
  readonly title: string
  readonly cell: (row: T) => ReactNode
  readonly align?: 'right'
  /** CSS width, `8rem`; what is left is shared by the others. */
  readonly width?: string
  /** Not shown on narrow screens. */
  readonly wideOnly?: boolean
  /** Holds buttons: its head is for screen readers only. */
  readonly action?: boolean
  /** By what its head sorts, where all rows are there; `null` stands last. Not sorted without it. */
  readonly sort?: (row: T) => string | number | null
}

/** How the cells of a column are dressed, its head too. */
export const columnClass = ({
  align,
  wideOnly,
  action,
}: Pick<Column<never>, 'align' | 'wideOnly' | 'action'>): string | undefined =>
  [align ?? '', wideOnly === true ? 'wide-only' : '', action === true ? 'action' : '']
    .filter(Boolean)
    .join(' ') || undefined

/** Up and down (and k, j) move between rows that are links. */
export function moveBetweenRows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
  if (!(event.target instanceof HTMLAnchorElement) || !event.target.matches('[data-row-link]')) return
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('[data-row-link]')]
  const next = links[links.indexOf(event.target) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus({ preventScroll: true })
  next.closest('tr')?.scrollIntoView({ block: 'nearest' })
}

const isOwnTarget = (event: MouseEvent): boolean =>
  event.target instanceof Element && event.target.closest('a, button, input, select, label, summary') !== null

export interface RowProps<T> {
  readonly row: T
  readonly index: number
  readonly columns: readonly Column<T>[]
  readonly href: string | undefined
  readonly measure?: (element: HTMLTableRowElement | null) => void
}

/** For a pointer the whole row is the link; the keyboard has the link in its first cell. */
export function Row<T>({ row, index, columns, href, measure }: RowProps<T>) {
  const navigate = useNavigate()
  const open = (event: MouseEvent) => {
    if (href === undefined || isOwnTarget(event) || window.getSelection()?.isCollapsed === false) return
    if (event.ctrlKey || event.metaKey) window.open(href, '_blank', 'noopener')
    else void navigate({ to: href })
  }
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      onClick={open}
      className={href === undefined ? undefined : 'linked'}
    >
      {columns.map((column, place) => (
        <td key={column.id} data-title={column.title} className={columnClass(column)}>
          {place === 0 && href !== undefined ? (
            <Link to={href} data-row-link="">
              {column.cell(row)}
            </Link>
          ) : (
            <div className="cell">{column.cell(row)}</div>
          )}
        </td>
      ))}
    </tr>
  )
}

/** Holds the place of rows that are out of view. */
export const Spacer = ({ pixels }: { readonly pixels: number }) =>
  pixels <= 0 ? null : (
    <tr className="spacer">
      <td style={{ height: pixels }} />
    </tr>
  )
