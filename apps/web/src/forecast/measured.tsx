/** What was measured by running the release, beside what is predicted of it. */
import type { ShownLine, ShownLineWhole, ShownMeasurement } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { type Shape, StatusMark } from '../design/status.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Command, Day } from '../design/text.tsx'
import { endpointText } from './words.ts'

/** Verdicts with the shapes of outcomes; what was not run is no result. */
const shapes: Readonly<Record<ShownMeasurement['verdict'], Exclude<Shape, 'may-break'> | 'may-break'>> = {
  connects: 'survives',
  refuses: 'breaks',
  unsure: 'may-break',
  'not-run': 'unknown',
}

const words: Readonly<Record<ShownMeasurement['verdict'], string>> = {
  connects: 'connects',
  refuses: 'refuses',
  unsure: 'unsure',
  'not-run': 'not run',
}

const kindWords = {
  real: 'the chain that is to go live',
  'what-if': 'chains of a rehearsal authority',
} as const

const columns: readonly Column<ShownMeasurement>[] = [
  { id: 'scenario', title: 'Scenario', cell: ({ scenario }) => scenario },
  {
    id: 'verdict',
    title: 'Measured',
    cell: ({ verdict }) => <StatusMark outcome={shapes[verdict]} label={words[verdict]} />,
  },
  { id: 'kind', title: 'With', cell: ({ kind }) => kindWords[kind], wideOnly: true },
  { id: 'at', title: 'When', cell: ({ at }) => <Day iso={at} /> },
]

const predicted: Readonly<Record<ShownLine['outcome'], string>> = {
  breaks: 'that it breaks',
  'may-break': 'that it may break',
  survives: 'that it survives',
}

function None({ line: { release, endpoint } }: { readonly line: ShownLine }) {
  const host = endpoint.name.replace(/:\d+$/, '')
  return (
    <>
      <p>
        Predicted from bytes alone: {release.name} was not run against {endpointText(endpoint.name)}. A
        rehearsal settles it.
      </p>
      <Command text={`foreseen rehearse --host ${host} --push ${window.location.origin}`} />
      <p>
        <Link to="/rehearsals">Rehearsals</Link>
      </p>
    </>
  )
}

export function Measured({ line }: { readonly line: ShownLineWhole }) {
  return (
    <section>
      <h2>Measured by rehearsal</h2>
      {line.measured.length === 0 ? (
        <None line={line} />
      ) : (
        <>
          <p>The forecast says {predicted[line.outcome]}; when it was run, this was seen:</p>
          <DataTable
            label="What rehearsals measured"
            columns={columns}
            rows={line.measured}
            getRowId={({ run, scenario, kind }) => `${run} ${scenario} ${kind}`}
            getRowHref={({ run }) => `/rehearsals/runs/${encodeURIComponent(run)}`}
          />
        </>
      )}
    </section>
  )
}
