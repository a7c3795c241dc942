import type { ShownEndpoint, ShownLine, ShownTimeline } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { countText } from '../design/count-words.ts'
import { shapeOfLine } from '../design/outcome.ts'
import { Loading, ProblemNote } from '../design/state.tsx'
import { StatusMark } from '../design/status.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Day } from '../design/text.tsx'
import { useGet } from '../http/query.ts'
import { outcomeWords } from '../release/words.ts'

const columns: readonly Column<ShownLine>[] = [
  {
    id: 'release',
    title: 'Release',
    cell: ({ release }) => release.name,
    width: '13rem',
  },
  {
    id: 'outcome',
    title: 'Outcome',
    cell: line => (
      <StatusMark outcome={shapeOfLine(line)} label={outcomeWords({ ...line, outcome: shapeOfLine(line) })} />
    ),
    width: '8rem',
  },
  {
    id: 'day',
    title: 'Day',
    cell: ({ days }) => (days.expected === null ? '' : <Day iso={days.expected.slice(0, 10)} />),
    width: '8rem',
  },
  {
    id: 'installs',
    title: 'Installs',
    cell: ({ release }) => (release.installs === null ? '' : countText(release.installs.count)),
    align: 'right',
    width: '6rem',
  },
  { id: 'sentence', title: 'Why', cell: line => <span className="small">{line.sentence}</span> },
]

/** Who breaks when it changes, by the newest forecast. */
export function Breaks({ endpoint }: { readonly endpoint: ShownEndpoint }) {
  const { data, error, refetch } = useGet<ShownTimeline>(`/timeline?endpoint=${endpoint.id}`)
  return (
    <section aria-labelledby="breaks-heading">
      <h2 id="breaks-heading">Who it breaks</h2>
      {error !== null ? <ProblemNote error={error} retry={() => void refetch()} /> : null}
      {data === undefined && error === null ? <Loading /> : null}
      {data !== undefined && data.lines.length === 0 ? (
        <p className="quiet">
          No release that is known meets it: none holds anything of its chain, and none is said to connect to
          it.
        </p>
      ) : null}
      {data !== undefined && data.lines.length > 0 ? (
        <>
          <DataTable
            label="Releases that meet it"
            columns={columns}
            rows={data.lines}
            getRowId={line => String(line.ordinal)}
            getRowHref={line => `/releases/${line.release.id}`}
          />
          {data.omitted > 0 ? <p className="quiet">{data.omitted} more lines are not shown.</p> : null}
          <p>
            <Link to="/forecast" search={{ endpoint: endpoint.id }}>
              See it in the forecast
            </Link>
          </p>
        </>
      ) : null}
    </section>
  )
}
