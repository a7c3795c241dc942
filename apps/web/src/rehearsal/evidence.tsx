/** What a square rests on: the sentence, then everything that was seen on the wire. */
import type { RehearsedCell, RunRecord } from '@foreseen/facts'
import { Dialog } from '../design/dialog.tsx'
import { PredictedShape, VerdictShape } from './mark.tsx'
import { type MatrixRow, qualityOf, type Square } from './model.ts'
import {
  disagreementWords,
  endText,
  eventText,
  predictedWords,
  spanText,
  trustWords,
  verdictWords,
} from './words.ts'

function Wire({ record }: { readonly record: RunRecord }) {
  if (record.events.length === 0) return <p className="quiet">Nothing came to the hosts under rehearsal.</p>
  // Two events of one moment are told apart by their place alone.
  const lines = record.events.map((event, at) => ({ id: `${at}`, event }))
  return (
    <ol className="wire">
      {lines.map(({ id, event }) => (
        <li key={id}>
          <span className="digits quiet">{spanText(event.atMs)}</span>
          <span>{eventText(event)}</span>
        </li>
      ))}
    </ol>
  )
}

function Record({ record, of }: { readonly record: RunRecord; readonly of: number }) {
  const asked = record.namesAsked
  return (
    <div className="stack small">
      {of > 1 ? <h4>{record.attempt === 0 ? 'First run' : 'Repeated'}</h4> : null}
      <Wire record={record} />
      <p>
        {endText(record)}
        {asked.length === 0 ? '' : ` It asked for the names ${asked.join(', ')}.`}
        {record.mixed === '' ? '' : ` ${record.mixed}`}
      </p>
      {record.output.trim() === '' ? null : (
        <details>
          <summary>What it printed</summary>
          <pre className="output">{record.output.trim()}</pre>
        </details>
      )}
    </div>
  )
}

function Cell({
  row,
  square,
  cell,
}: {
  readonly row: MatrixRow
  readonly square: Square
  readonly cell: RehearsedCell
}) {
  const { kind, reason, evidence } = cell.verdict
  const words = verdictWords[kind]
  return (
    <section className="stack">
      <h3>
        <VerdictShape kind={kind} quality={qualityOf(square.scenario, kind)} />
        <span>
          {words} {trustWords[cell.trust]}
        </span>
      </h3>
      <p>
        {kind === 'not-run'
          ? `${row.client.client} was not run here: ${evidence}.`
          : `${row.client.client} ${kind === 'unsure' ? 'gave no certain answer' : words}: ${evidence}.`}{' '}
        <span className="quiet">
          (<code>{reason}</code>)
        </span>
      </p>
      {cell.predicted === undefined ? (
        <p className="quiet">The forecast says nothing of this case.</p>
      ) : (
        <p>
          <PredictedShape outcome={cell.predicted} /> The forecast says: {predictedWords[cell.predicted]}.{' '}
          {cell.disagreement === undefined ? null : <strong>{disagreementWords[cell.disagreement]}</strong>}
        </p>
      )}
      {cell.records.map(record => (
        <Record key={record.attempt} record={record} of={cell.records.length} />
      ))}
    </section>
  )
}

/** The evidence of one square; open while there is one. */
export function Evidence({
  row,
  square,
  onClose,
}: {
  readonly row: MatrixRow | undefined
  readonly square: Square | undefined
  readonly onClose: () => void
}) {
  const title = square === undefined ? '' : `${row?.client.client ?? ''}: ${square.scenario.title}`
  return (
    <Dialog title={title} open={row !== undefined && square !== undefined} onClose={onClose}>
      {row === undefined || square === undefined ? null : (
        <div className="evidence">
          {square.scenario.about === '' ? null : <p className="quiet">{square.scenario.about}</p>}
          {square.cells.length === 0 ? <p>This was not among what was rehearsed.</p> : null}
          {square.cells.map(cell => (
            <Cell key={cell.trust} row={row} square={square} cell={cell} />
          ))}
        </div>
      )}
    </Dialog>
  )
}
