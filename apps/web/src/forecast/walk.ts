/** Going through the rows of the picture by keys. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Row } from './rows.ts'

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

/** Goes to a row: it is brought into view first, and takes the focus once it is drawn. */
export function useWalk(rows: readonly Row[], scrollTo: (index: number) => void) {
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
export function reachedOf(
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
