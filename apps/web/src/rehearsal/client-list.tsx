import { SquareMarks } from './mark.tsx'
import type { MatrixProps } from './matrix.tsx'
import { PinText, ReleaseName } from './matrix.tsx'
import { type MatrixRow, type Square, squareText } from './model.ts'
import { groupTitles, verdictWords } from './words.ts'

const shortText = ({ verdicts }: Square): string => verdicts.map(({ kind }) => verdictWords[kind]).join(' / ')

/** Scenarios of one kind. */
function Group({
  row,
  at,
  own,
  onOpen,
}: {
  readonly row: MatrixRow
  readonly at: number
  readonly own: readonly Square[]
  readonly onOpen: MatrixProps['onOpen']
}) {
  const title = groupTitles[own[0]?.scenario.kind ?? 'baseline']
  return (
    <>
      {title === '' ? null : <p className="small quiet group-title">{title}</p>}
      <ul>
        {own.map(square => (
          <li key={square.scenario.id}>
            <button
              type="button"
              className="list-button"
              data-square={`${at} ${row.squares.indexOf(square)}`}
              onClick={() => onOpen(row, square)}
            >
              <span className="scenario">{square.scenario.title}</span>
              <SquareMarks square={square} />
              <span className="small quiet" aria-hidden="true">
                {shortText(square)}
              </span>
              <span className="unseen">{squareText(square)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

/** One list for each client, for narrow screens. */
export const ClientLists = ({ matrix, onOpen }: MatrixProps) => (
  <div className="client-lists">
    {matrix.rows.map((row, at) => (
      <section key={row.client.client} aria-label={row.client.client}>
        <h3>
          <ReleaseName row={row} />
        </h3>
        <p className="pin">
          Pin: <PinText row={row} />
        </p>
        {Object.values(Object.groupBy(row.squares, ({ scenario }) => scenario.kind)).map(own => (
          <Group key={own[0]?.scenario.kind} row={row} at={at} own={own} onOpen={onOpen} />
        ))}
      </section>
    ))}
  </div>
)
