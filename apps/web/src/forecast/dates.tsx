import type { ShownDateLine } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { Day } from '../design/text.tsx'

const kindWords: Readonly<Record<ShownDateLine['kind'], string>> = {
  renewal: 'renewal',
  end: 'end',
  ecosystem: 'for everybody',
}

function What({ date: { title, kind, endpoint, source } }: { readonly date: ShownDateLine }) {
  return (
    <span>
      {title} <span className="quiet">{kindWords[kind]}</span>
      {endpoint === null ? null : (
        <>
          {' '}
          <Link to="/endpoints/$id" params={{ id: endpoint.id }}>
            {endpoint.name}
          </Link>
        </>
      )}
      {/^https:\/\//.test(source) ? (
        <>
          {' '}
          <a href={source} rel="noreferrer noopener">
            who says so
          </a>
        </>
      ) : null}
    </span>
  )
}

/** More dates than this are a table's work; the picture still draws them. */
const maxDates = 200

/** The thin lines of the picture in words, numbered as narrow pictures number them. */
export function Dates({ dates }: { readonly dates: readonly ShownDateLine[] }) {
  if (dates.length === 0) return null
  const shown = dates.slice(0, maxDates)
  return (
    <details className="fold">
      <summary>Dates across the picture: {dates.length}</summary>
      <ol className="dates">
        {shown.map((date, index) => (
          <li key={`${date.day} ${date.kind} ${date.title} ${date.endpoint?.id ?? ''}`}>
            <span className="quiet digits">{index + 1}</span>
            <Day iso={date.day.slice(0, 10)} relative={false} />
            <What date={date} />
          </li>
        ))}
      </ol>
      {dates.length > maxDates ? <p className="quiet">and {dates.length - maxDates} more</p> : null}
    </details>
  )
}
