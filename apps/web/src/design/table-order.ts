import { useMemo, useState } from 'react'
import type { Column } from './table-row.tsx'

export type Direction = 'ascending' | 'descending'

export interface Order {
  readonly column: string
  readonly direction: Direction
}

type Key = string | number | null

/** `null` stands last, whichever way. */
function compare(one: Key, other: Key, sign: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  if (typeof one === 'number' && typeof other === 'number') return sign * (one - other)
  return sign * String(one).localeCompare(String(other), undefined, { numeric: true })
}

/** Rows by what a column says of them; the order that they came in where it says the same. */
export function sorted<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  order: Order | undefined,
): readonly T[] {
  const key = columns.find(({ id }) => id === order?.column)?.sort
  if (order === undefined || key === undefined) return rows
  const sign = order.direction === 'ascending' ? 1 : -1
  return rows
    .map(row => ({ row, key: key(row) }))
    .sort((a, b) => compare(a.key, b.key, sign))
    .map(({ row }) => row)
}

const following = (order: Order | undefined, column: string): Order | undefined => {
  if (order?.column !== column) return { column, direction: 'ascending' }
  return order.direction === 'ascending' ? { column, direction: 'descending' } : undefined
}

/** The order that was chosen by a head: up, down, as it came. Nothing is sorted while there are rows that are not here. */
export function useOrder<T>(rows: readonly T[], columns: readonly Column<T>[], canSort: boolean) {
  const [order, setOrder] = useState<Order>()
  const ordered = useMemo(
    () => (canSort ? sorted(rows, columns, order) : rows),
    [rows, columns, order, canSort],
  )
  return { ordered, order, toggle: (column: string) => setOrder(following(order, column)) }
}
