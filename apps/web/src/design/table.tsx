import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState } from 'react'
import { TableEnd } from './table-end.tsx'
import { type Order, useOrder } from './table-order.ts'
import { type Column, columnClass, moveBetweenRows, Row, Spacer } from './table-row.tsx'

export type { Column } from './table-row.tsx'

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

const arrows = { ascending: '\u2191', descending: '\u2193' } as const

function HeadCell<T>({
  column,
  order,
  onSort,
}: {
  readonly column: Column<T>
  readonly order: Order | undefined
  readonly onSort: ((column: string) => void) | undefined
}) {
  const { id, title, width, action } = column
  const direction = order?.column === id ? order.direction : undefined
  return (
    <th scope="col" style={{ width }} className={columnClass(column)} aria-sort={direction}>
      {column.sort === undefined || onSort === undefined ? (
        <span className={action === true ? 'unseen' : undefined}>{title}</span>
      ) : (
        <button type="button" className="sort" onClick={() => onSort(id)}>
          {title}
          <span aria-hidden="true">{direction === undefined ? '' : ` ${arrows[direction]}`}</span>
        </button>
      )}
    </th>
  )
}

/** Where the table begins in the document: what is above it is no part of what is scrolled through. */
function useTop(count: number) {
  const table = useRef<HTMLTableElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    if (table.current !== null && count > 0)
      setTop(table.current.getBoundingClientRect().top + window.scrollY)
  }, [count])
  return { table, top }
}

/** Which rows are drawn, and how high what is before and after them would be. */
function useWindow<T>(rows: readonly T[], getRowId: (row: T) => string, top: number) {
  const isVirtual = rows.length >= virtualFrom
  const virtual = useWindowVirtualizer({
    count: isVirtual ? rows.length : 0,
    estimateSize: () => rowPixels,
    overscan: 12,
    scrollMargin: top,
    getItemKey: index => {
      const row = rows[index]
      return row === undefined ? index : getRowId(row)
    },
  })
  if (!isVirtual) return { indices: rows.map((_, index) => index), before: 0, after: 0 }
  const items = virtual.getVirtualItems()
  return {
    indices: items.map(({ index }) => index),
    before: (items[0]?.start ?? top) - top,
    after: virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top),
    measure: virtual.measureElement,
  }
}

/**
 * A real table: the browser's own semantics, rows drawn as they come into view, cells stacked under their titles on
 * narrow screens. Up and down move between rows that are links; Enter opens. Heads sort where all rows are there.
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
  const canSort = !hasMore && rows.length > 1
  const { ordered, order, toggle } = useOrder(rows, columns, canSort)
  const { table, top } = useTop(ordered.length)
  const { indices, before, after, measure } = useWindow(ordered, getRowId, top)
  return (
    <div className="table-place">
      <table
        ref={table}
        className="table"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : ordered.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(column => (
              <HeadCell key={column.id} column={column} order={order} onSort={canSort ? toggle : undefined} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={moveBetweenRows}>
          <Spacer pixels={before} />
          {indices.map(index => {
            const row = ordered[index]
            if (row === undefined) return null
            const measured = measure === undefined ? {} : { measure }
            return (
              <Row
                key={getRowId(row)}
                row={row}
                index={index}
                columns={columns}
                href={getRowHref?.(row)}
                {...measured}
              />
            )
          })}
          <Spacer pixels={after} />
        </tbody>
      </table>
      {hasMore && onEnd !== undefined ? <TableEnd onEnd={onEnd} count={ordered.length} /> : null}
    </div>
  )
}
