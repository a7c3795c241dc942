/** The picture as a table: the same lines in words. */
import type { ShownLine } from '@foreseen/facts'
import { useMemo } from 'react'
import { countText } from '../design/count-words.ts'
import { StatusMark } from '../design/status.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Day } from '../design/text.tsx'
import { shortWords, stateOf } from './bars.ts'
import { mostUrgent } from './rows.ts'
import { endpointText } from './words.ts'

/** The four status shapes of all pages; what merely was not found is no green one. */
export function StateMark({
  line,
}: {
  readonly line: Pick<ShownLine, 'outcome' | 'failsNow' | 'level' | 'days'>
}) {
  const state = stateOf(line)
  const shape = state === 'fails' ? 'breaks' : state === 'watched' ? 'unknown' : state
  return <StatusMark outcome={shape} label={shortWords[state]} />
}

/** A day of a line. Nothing is to be said of one that goes on: a day after the end of the forecast is none of it. */
function LineDay({
  line,
  which,
}: {
  readonly line: ShownLine
  readonly which: 'earliest' | 'expected' | 'latest'
}) {
  if (line.outcome === 'survives') return null
  return <Day iso={line.days[which]?.slice(0, 10) ?? null} relative={false} />
}

const columns: readonly Column<ShownLine>[] = [
  { id: 'release', title: 'Release', cell: line => line.release.name },
  { id: 'endpoint', title: 'Endpoint', cell: line => endpointText(line.endpoint.name) },
  { id: 'outcome', title: 'What happens', cell: line => <StateMark line={line} /> },
  {
    id: 'earliest',
    title: 'Earliest',
    cell: line => <LineDay line={line} which="earliest" />,
    wideOnly: true,
  },
  { id: 'expected', title: 'Expected', cell: line => <LineDay line={line} which="expected" /> },
  { id: 'latest', title: 'Latest', cell: line => <LineDay line={line} which="latest" />, wideOnly: true },
  {
    id: 'installs',
    title: 'Installs',
    cell: line => (line.release.installs === null ? '' : countText(line.release.installs.count)),
    align: 'right',
  },
]

export function LinesTable({
  forecast,
  lines,
  query,
}: {
  readonly forecast: string
  readonly lines: readonly ShownLine[]
  /** What the links carry on, with its question mark; ''. */
  readonly query: string
}) {
  const rows = useMemo(() => mostUrgent(lines, lines.length), [lines])
  return (
    <DataTable
      label="What happens to each release at each endpoint, most urgent first"
      columns={columns}
      rows={rows}
      getRowId={line => String(line.ordinal)}
      getRowHref={line => `/forecast/${encodeURIComponent(forecast)}/${line.ordinal}${query}`}
    />
  )
}
