import type { ShownDateLine } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { Day } from '../design/text.tsx'

/** Whose date it is leads to their page; who announced it for everybody, to theirs. */
function What({ date: { title, endpoint, source } }: { readonly date: ShownDateLine }) {
  if (endpoint !== null)
    return (
      <Link to="/endpoints/$id" params={{ id: endpoint.id }}>
        {title}
      </Link>
    )
  return (
    <span>
      {title}
      {/^https:\/\//.test(source) ? (
        <>
          {' ('}
          <a href={source} rel="noreferrer noopener">
            who says so
          </a>
          {')'}
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
