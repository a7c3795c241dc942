import {
  type ColumnDef,
  createSortedRowModel,
  type Header,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { TableEnd } from './table-end.tsx'
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

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })

const definitionOf = <T extends object>({ id, title, sort }: Column<T>): ColumnDef<typeof features, T> => ({
  id,
  header: title,
  accessorFn: row => sort?.(row) ?? undefined,
  enableSorting: sort !== undefined,
  sortUndefined: 'last',
})

const ariaSort = { asc: 'ascending', desc: 'descending' } as const
const arrows = { asc: '\u2191', desc: '\u2193' } as const

function HeadCell<T extends object>({
  header,
  column,
  canSort,
}: {
  readonly header: Header<typeof features, T>
  readonly column: Column<T>
  readonly canSort: boolean
}) {
  const order = header.column.getIsSorted()
  const isOffered = canSort && column.sort !== undefined
  return (
    <th
      scope="col"
      style={{ width: column.width }}
      className={columnClass(column)}
      aria-sort={isOffered && order !== false ? ariaSort[order] : undefined}
    >
      {isOffered ? (
        <button type="button" className="sort" onClick={() => header.column.toggleSorting()}>
          {column.title}
          <span aria-hidden="true">{order === false ? '' : ` ${arrows[order]}`}</span>
        </button>
      ) : (
        <span className={column.action === true ? 'unseen' : undefined}>{column.title}</span>
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

/**
 * A real table: the browser's own semantics, rows drawn as they come into view, cells stacked under their titles on
 * narrow screens. Up and down move between rows that are links; Enter opens. Heads sort where all rows are there.
 */
export function DataTable<T extends object>({
  label,
  columns,
  rows,
  getRowId,
  getRowHref,
  hasMore = false,
  onEnd,
}: DataTableProps<T>) {
  const data = useMemo(() => [...rows], [rows])
  const definitions = useMemo(() => columns.map(definitionOf), [columns])
  const model = useTable({ features, columns: definitions, data, getRowId, enableMultiSort: false })
  const sorted = model.getRowModel().rows
  const isVirtual = sorted.length >= virtualFrom
  const { table, top } = useTop(sorted.length)
  const virtual = useWindowVirtualizer({
    count: isVirtual ? sorted.length : 0,
    estimateSize: () => rowPixels,
    overscan: 12,
    scrollMargin: top,
    getItemKey: index => sorted[index]?.id ?? index,
  })
  const items = virtual.getVirtualItems()
  const drawn = isVirtual ? items.map(({ index }) => index) : sorted.map((_, index) => index)
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top)
  return (
    <div className="table-place">
      <table
        ref={table}
        className="table"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : sorted.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {model.getHeaderGroups()[0]?.headers.map((header, index) => {
              const column = columns[index]
              return column === undefined ? null : (
                <HeadCell
                  key={header.id}
                  header={header}
                  column={column}
                  canSort={!hasMore && sorted.length > 1}
                />
              )
            })}
          </tr>
        </thead>
        <tbody onKeyDown={moveBetweenRows}>
          {isVirtual ? <Spacer pixels={(items[0]?.start ?? top) - top} /> : null}
          {drawn.map(index => {
            const row = sorted[index]
            if (row === undefined) return null
            const href = getRowHref?.(row.original)
            const measure = isVirtual ? { measure: virtual.measureElement } : {}
            return (
              <Row key={row.id} row={row.original} index={index} columns={columns} href={href} {...measure} />
            )
          })}
          {isVirtual ? <Spacer pixels={after} /> : null}
        </tbody>
      </table>
      {hasMore && onEnd !== undefined ? <TableEnd onEnd={onEnd} count={sorted.length} /> : null}
    </div>
  )
}
