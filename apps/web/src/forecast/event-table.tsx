import type { EventOutcome } from '@foreseen/facts'
import { useMemo } from 'react'
import { StatusMark } from '../design/status.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Day } from '../design/text.tsx'
import { eventWords } from './words.ts'

const dayOf = (ms: number | undefined): string | null => {
  const date = new Date(ms ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10)
}

const whenWords = ({ expected, beyondHorizon }: EventOutcome): string =>
  expected ? (beyondHorizon ? 'expected, after the end of this forecast' : 'expected') : 'if it came'

const columns: readonly Column<EventOutcome>[] = [
  { id: 'event', title: 'Event', cell: ({ event }) => `${event}: ${eventWords[event]}`, width: '26%' },
  { id: 'outcome', title: 'The release then', cell: ({ outcome }) => <StatusMark outcome={outcome} /> },
  {
    id: 'day',
    title: 'Day',
    cell: ({ atMs }) => (atMs === undefined ? '' : <Day iso={dayOf(atMs)} relative={false} />),
  },
  { id: 'when', title: 'Comes', cell: whenWords, width: '8rem' },
  { id: 'reason', title: 'Reason', cell: ({ reason }) => reason },
]

/** Outcome of each event of the table, those that are expected first. */
export function EventTable({ events }: { readonly events: readonly EventOutcome[] }) {
  const rows = useMemo(() => events.toSorted((a, b) => Number(b.expected) - Number(a.expected)), [events])
  if (rows.length === 0) return <p>The endpoint could not be observed, so no event could be judged.</p>
  return (
    <DataTable label="Outcome of each event" columns={columns} rows={rows} getRowId={({ event }) => event} />
  )
}
