/** Releases by scenarios: a grid for the keyboard, one list a client where there is no room for one. */
import type { ShownScenario } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, useRef, useState } from 'react'
import { ClientLists } from './client-list.tsx'
import { Legend, SquareMarks } from './mark.tsx'
import { type Matrix, type MatrixRow, nextPlace, type Square, squareText } from './model.ts'
import { useNarrow } from './narrow.ts'
import { acceptedWords, groupTitles, pinWords } from './words.ts'

export interface MatrixProps {
  readonly matrix: Matrix
  readonly onOpen: (row: MatrixRow, square: Square) => void
}

/** Neighbours of one kind stand under one head. */
function groupsOf(scenarios: readonly ShownScenario[]) {
  const groups: { kind: ShownScenario['kind']; count: number; id: string }[] = []
  for (const { id, kind } of scenarios) {
    const last = groups.at(-1)
    if (last?.kind === kind) last.count++
    else groups.push({ kind, count: 1, id })
  }
  return groups
}

const isFirstOfKind = (scenarios: readonly ShownScenario[], at: number): boolean =>
  scenarios[at]?.kind !== scenarios[at - 1]?.kind

function Head({ scenarios }: { readonly scenarios: readonly ShownScenario[] }) {
  return (
    <thead>
      <tr>
        <td colSpan={2} />
        {groupsOf(scenarios).map(({ kind, count, id }) =>
          groupTitles[kind] === '' ? (
            <td key={id} colSpan={count} />
          ) : (
            <th key={id} scope="colgroup" colSpan={count} className="group">
              {count < 4 ? <span className="unseen">{groupTitles[kind]}</span> : groupTitles[kind]}
            </th>
          ),
        )}
      </tr>
      <tr className="heads">
        <th scope="col">Release</th>
        <th scope="col">Pin</th>
        {scenarios.map(({ id, title, about }, at) => (
          <th
            key={id}
            scope="col"
            className={isFirstOfKind(scenarios, at) ? 'tilted first' : 'tilted'}
            title={about}
          >
            <span>{title}</span>
          </th>
        ))}
      </tr>
    </thead>
  )
}

export function ReleaseName({ row: { client, release } }: { readonly row: MatrixRow }) {
  if (release === null) return <>{client.client}</>
  return (
    <Link to="/releases/$id" params={{ id: release.id }}>
      {client.client}
    </Link>
  )
}

/** The kind of pin, and what it takes that it must refuse. */
export function PinText({ row: { client } }: { readonly row: MatrixRow }) {
  const { pin, accepts } = client
  return (
    <>
      <span className={pin.kind === 'none' ? 'quiet' : undefined}>{pinWords[pin.kind]}</span>
      {accepts.length === 0 ? null : (
        <span className="accepts small">
          accepts certificates: {accepts.map(each => acceptedWords[each]).join(', ')}
        </span>
      )}
    </>
  )
}

type Place = { readonly row: number; readonly column: number }

function GridRow({
  row,
  at,
  place,
  onPlace,
  onOpen,
  scenarios,
}: {
  readonly row: MatrixRow
  readonly at: number
  readonly place: Place
  readonly onPlace: (place: Place) => void
  readonly onOpen: MatrixProps['onOpen']
  readonly scenarios: readonly ShownScenario[]
}) {
  return (
    <tr>
      <th scope="row">
        <ReleaseName row={row} />
      </th>
      <td className="pin">
        <PinText row={row} />
      </td>
      {row.squares.map((square, column) => (
        <td key={square.scenario.id} className={isFirstOfKind(scenarios, column) ? 'square first' : 'square'}>
          <button
            type="button"
            className="square-button"
            data-square={`${at} ${column}`}
            tabIndex={place.row === at && place.column === column ? 0 : -1}
            onFocus={() => onPlace({ row: at, column })}
            onClick={() => onOpen(row, square)}
            title={squareText(square)}
          >
            <SquareMarks square={square} />
            <span className="unseen">{`${row.client.client}, ${squareText(square)}`}</span>
          </button>
        </td>
      ))}
    </tr>
  )
}

/** A table that is moved in square by square (WAI-ARIA practices, grid). */
const grid = { role: 'grid', 'aria-label': 'Releases by scenarios' } as const

function Grid({ matrix, onOpen }: MatrixProps) {
  const { scenarios, rows } = matrix
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 })
  const table = useRef<HTMLTableElement>(null)
  const move = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || !(event.target instanceof HTMLElement)) return
    const [row = 0, column = 0] = (event.target.dataset.square ?? '').split(' ').map(Number)
    if (event.target.dataset.square === undefined) return
    const size = { rows: rows.length, columns: scenarios.length }
    const next = nextPlace({ row, column }, event.key, event.ctrlKey, size)
    if (next === undefined) return
    event.preventDefault()
    table.current?.querySelector<HTMLElement>(`[data-square="${next.row} ${next.column}"]`)?.focus()
  }
  return (
    <section className="matrix-place" aria-label="Matrix, moves sideways">
      <table ref={table} className="matrix" {...grid} onKeyDown={move}>
        <Head scenarios={scenarios} />
        <tbody>
          {rows.map((row, at) => (
            <GridRow
              key={row.client.client}
              row={row}
              at={at}
              place={place}
              onPlace={setPlace}
              onOpen={onOpen}
              scenarios={scenarios}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The matrix of one run. */
export function MatrixView(props: MatrixProps) {
  const isNarrow = useNarrow()
  return (
    <div className="stack">
      {isNarrow ? <ClientLists {...props} /> : <Grid {...props} />}
      <Legend />
    </div>
  )
}
