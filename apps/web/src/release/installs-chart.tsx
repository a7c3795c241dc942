import type { ShownInstalls } from '@foreseen/facts'
import { useMemo } from 'react'
import { countText } from '../design/count-words.ts'
import { Series } from '../design/series.tsx'

/** Installs over time; the same numbers stand in the table beside it. */
export function InstallsChart({ installs }: { readonly installs: readonly ShownInstalls[] }) {
  const points = useMemo(
    () => installs.map(({ at, count }) => ({ ms: Date.parse(at), value: count })),
    [installs],
  )
  return (
    <Series points={points} label="Installs over time; the table has the same numbers" format={countText} />
  )
}
