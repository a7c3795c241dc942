import type { ShownLine, ShownReleaseWhole, ShownTimeline } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { shapeOfLine } from '../design/outcome.ts'
import { Loading, ProblemNote } from '../design/state.tsx'
import { StatusMark } from '../design/status.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Day } from '../design/text.tsx'
import { useGet } from '../http/query.ts'
import { outcomeWords } from './words.ts'

const columns: readonly Column<ShownLine>[] = [
  { id: 'endpoint', title: 'Endpoint', cell: line => line.endpoint.name, width: '16rem' },
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
    cell: line => (line.days.expected === null ? '' : <Day iso={line.days.expected.slice(0, 10)} />),
    width: '8rem',
  },
  { id: 'sentence', title: 'Why', cell: line => <span className="small">{line.sentence}</span> },
]

/** Endpoints that the release meets, and what comes of each. */
export function Meets({ release }: { readonly release: ShownReleaseWhole }) {
  const { data, error, refetch } = useGet<ShownTimeline>(`/timeline?release=${release.id}`)
  const lines = data?.lines ?? []
  const forecast = new Set(lines.map(({ endpoint }) => endpoint.id))
  const said = release.endpoints.filter(({ id }) => !forecast.has(id))
  return (
    <section aria-labelledby="meets-heading">
      <h2 id="meets-heading">Which endpoints it meets</h2>
      {error !== null ? <ProblemNote error={error} retry={() => void refetch()} /> : null}
      {data === undefined && error === null ? <Loading /> : null}
      {lines.length > 0 ? (
        <DataTable
          label="Endpoints that it meets"
          columns={columns}
          rows={lines}
          getRowId={line => line.endpoint.id}
          getRowHref={line => `/endpoints/${line.endpoint.id}`}
        />
      ) : null}
      {said.length > 0 ? (
        <p>
          Said to connect to{' '}
          {said.map(({ id, name }, index) => (
            <span key={id}>
              {index === 0 ? '' : ', '}
              <Link to="/endpoints/$id" params={{ id }}>
                {name}
              </Link>
            </span>
          ))}
          ; no forecast has taken that into account yet.
        </p>
      ) : null}
      {data !== undefined && lines.length === 0 && said.length === 0 ? (
        <p className="quiet">
          None that is known: nothing in it matches an endpoint that is looked at. Say which it connects to,
          and a forecast follows.
        </p>
      ) : null}
    </section>
  )
}
