/** What a run came to: the answer, the matrix, what it does not promise. */
import type { ShownRunWhole } from '@foreseen/facts'
import { useMemo } from 'react'
import { Sentence } from '../design/text.tsx'
import { useFilters } from '../shell/route.ts'
import { Evidence } from './evidence.tsx'
import { MatrixView } from './matrix.tsx'
import { matrixOf } from './model.ts'
import './rehearsal.css'

const methodWords: Readonly<Record<string, string>> = {
  root: 'in namespaces of their own',
  user: 'in user namespaces',
  sudo: 'in namespaces of their own',
  bwrap: 'by bubblewrap',
  proot: 'by proot',
  proxy: 'by proxy variables only',
}

function Promises({ run }: { readonly run: ShownRunWhole }) {
  if (run.sandbox === null) return null
  const { method, noPacketLeaves, gaps } = run.sandbox
  return (
    <p className="small quiet">
      Clients were kept apart {methodWords[method] ?? method}
      {noPacketLeaves ? '; no packet left the machine.' : '; packets of theirs could leave the machine.'}{' '}
      {gaps.map(gap => (/[.?]$/.test(gap) ? gap : `${gap}.`)).join(' ')}
    </p>
  )
}

/** Where it was opened from, also when the page was opened with it, or the grid became a list meanwhile. */
function focusSquare(row: number, column: number): void {
  document.querySelector<HTMLElement>(`[data-square="${row} ${column}"]`)?.focus()
}

/** The open square stands in the address, so it can be sent to somebody and survives a reload. */
export function RunResult({ run }: { readonly run: ShownRunWhole }) {
  const matrix = useMemo(() => matrixOf(run), [run])
  const [{ client, scenario }, change] = useFilters()
  const row = matrix.rows.find(row => row.client.client === client)
  const square = row?.squares.find(square => square.scenario.id === scenario)
  const [first, ...others] = run.sentences
  return (
    <div className="stack">
      {first === undefined ? null : <Sentence>{first}</Sentence>}
      {others.length === 0 ? null : (
        <ul className="answers">
          {others.map(sentence => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <MatrixView
        matrix={matrix}
        onOpen={(row, square) => change({ client: row.client.client, scenario: square.scenario.id })}
      />
      <Promises run={run} />
      <Evidence
        row={row}
        square={square}
        onClose={() => {
          change({ client: undefined, scenario: undefined })
          if (row !== undefined && square !== undefined)
            focusSquare(matrix.rows.indexOf(row), row.squares.indexOf(square))
        }}
      />
    </div>
  )
}
