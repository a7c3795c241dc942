import { SquareMarks } from './mark.tsx'
import type { MatrixProps } from './matrix.tsx'
import { PinText, ReleaseName } from './matrix.tsx'
import { type Square, squareText } from './model.ts'
import { verdictWords } from './words.ts'

const shortText = ({ verdicts }: Square): string => verdicts.map(({ kind }) => verdictWords[kind]).join(' / ')

/** One list for each client, for narrow screens. */
export const ClientLists = ({ matrix, onOpen }: MatrixProps) => (
  <div className="client-lists">
    {matrix.rows.map(row => (
      <section key={row.client.client} aria-label={row.client.client}>
        <h3>
          <ReleaseName row={row} />
        </h3>
        <p className="pin">
          Pin: <PinText row={row} />
        </p>
        <ul>
          {row.squares.map(square => (
            <li key={square.scenario.id}>
              <button type="button" className="list-button" onClick={() => onOpen(row, square)}>
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
      </section>
    ))}
  </div>
)
