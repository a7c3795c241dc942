import { Link, useNavigate } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from 'react'

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
}

export interface DataTableProps<T> {
  /** What the table lists, for screen readers. */
  readonly label: string
  /** Made once (module level or `useMemo`), as the rows are. */
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly getRowId: (row: T) => string
  /** Address of a row's page; `undefined` where it has none. */
  readonly getRowHref?: (row: T) => string | undefined
  /** There is more than these rows. */
  readonly hasMore?: boolean
  /** Called when the end comes into view and there is more: give `more` of `usePages`. */
  readonly onEnd?: () => void
}

/** Fewer rows than these are simply there: found by the browser's own search, printed whole. */
const virtualFrom = 100
const rowPixels = 41

/** Up and down (and k, j) move between rows that are links. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
  if (!(event.target instanceof HTMLAnchorElement) || !event.target.matches('[data-row-link]')) return
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('[data-row-link]')]
  const next = links[links.indexOf(event.target) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}

const isOwnTarget = (event: MouseEvent): boolean =>
  event.target instanceof Element && event.target.closest('a, button, input, select, label, summary') !== null

function Row<T>({
  row,
  index,
  columns,
  href,
  measure,
}: {
  readonly row: T
  readonly index: number
  readonly columns: readonly Column<T>[]
  readonly href: string | undefined
  readonly measure?: (element: HTMLTableRowElement | null) => void
}) {
  const navigate = useNavigate()
  // For a pointer the whole row is the link; the keyboard has the link in its first cell.
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
      className={href === undefined ? '' : 'linked'}
    >
      {columns.map(({ id, title, cell, align, wideOnly }, column) => (
        <td key={id} data-title={title} className={`${align ?? ''} ${wideOnly === true ? 'wide-only' : ''}`}>
          {column === 0 && href !== undefined ? (
            <Link to={href} data-row-link="">
              {cell(row)}
            </Link>
          ) : (
            cell(row)
          )}
        </td>
      ))}
    </tr>
  )
}

function Head<T>({ columns }: { readonly columns: readonly Column<T>[] }) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map(({ id, title, align, width, wideOnly }) => (
          <th
            key={id}
            scope="col"
            style={{ width }}
            className={`${align ?? ''} ${wideOnly === true ? 'wide-only' : ''}`}
          >
            {title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** Holds the place of rows that are out of view. */
const Spacer = ({ pixels }: { readonly pixels: number }) =>
  pixels <= 0 ? null : (
    <tr className="spacer">
      <td style={{ height: pixels }} />
    </tr>
  )

/** Calls `onEnd` whenever the mark below the last row comes near the view. */
function EndMark({ onEnd, count }: { readonly onEnd: () => void; readonly count: number }) {
  const mark = useRef<HTMLDivElement>(null)
  const latest = useRef(onEnd)
  useEffect(() => {
    latest.current = onEnd
  })
  useEffect(() => {
    // Observed anew with each page: an end that stays in view tells nothing otherwise.
    if (mark.current === null || count < 0) return
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) latest.current()
      },
      { rootMargin: '600px' },
    )
    observer.observe(mark.current)
    return () => observer.disconnect()
  }, [count])
  return (
    <div ref={mark} className="quiet small end-mark">
      Reading on
    </div>
  )
}

/**
 * A real table: the browser's own semantics, rows drawn as they come into view, cells stacked under their titles on
 * narrow screens. Up and down move between rows that are links; Enter opens.
 */
export function DataTable<T>({
  label,
  columns,
  rows,
  getRowId,
  getRowHref,
  hasMore = false,
  onEnd,
}: DataTableProps<T>) {
  const table = useRef<HTMLTableElement>(null)
  const isVirtual = rows.length >= virtualFrom
  const virtual = useWindowVirtualizer({
    count: isVirtual ? rows.length : 0,
    estimateSize: () => rowPixels,
    overscan: 12,
    scrollMargin: table.current?.offsetTop ?? 0,
    getItemKey: index => {
      const row = rows[index]
      return row === undefined ? index : getRowId(row)
    },
  })
  const items = virtual.getVirtualItems()
  const margin = virtual.options.scrollMargin
  const drawn = isVirtual ? items.map(({ index }) => index) : rows.map((_, index) => index)
  const before = (items[0]?.start ?? margin) - margin
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin)
  return (
    <div className="table-place">
      <table ref={table} className="table" aria-label={label} aria-rowcount={hasMore ? -1 : rows.length + 1}>
        <Head columns={columns} />
        <tbody onKeyDown={moveBetweenRows}>
          {isVirtual ? <Spacer pixels={before} /> : null}
          {drawn.map(index => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <Row
                key={getRowId(row)}
                row={row}
                index={index}
                columns={columns}
                href={getRowHref?.(row)}
                {...(isVirtual ? { measure: virtual.measureElement } : {})}
              />
            )
          })}
          {isVirtual ? <Spacer pixels={after} /> : null}
        </tbody>
      </table>
      {hasMore && onEnd !== undefined ? <EndMark onEnd={onEnd} count={rows.length} /> : null}
    </div>
  )
}
