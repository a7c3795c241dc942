import type { ShownReleaseWhole, ShownUnseen } from '@foreseen/facts'
import { Button } from '../design/control.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { usePages } from '../http/query.ts'
import { NestedPath } from '../inventory/marks.tsx'
import { pathParts } from '../inventory/place.ts'

/** What the newest scan was asked for and could not look at; it never stands for nothing. */
export function Unseen({ release }: { readonly release: ShownReleaseWhole }) {
  const scan = release.scans[0]
  const pages = usePages<ShownUnseen>(`/releases/${release.id}/unseen`, { enabled: scan !== undefined })
  if (scan === undefined) return null
  return (
    <section aria-labelledby="unseen-heading">
      <h2 id="unseen-heading">What could not be looked at</h2>
      {pages.error !== null ? <ProblemNote error={pages.error} retry={pages.retry} /> : null}
      {pages.isPending ? <Loading /> : null}
      {!pages.isPending && pages.error === null && pages.items.length === 0 ? (
        <p className="quiet">Nothing: all of it was looked at.</p>
      ) : null}
      <ul className="unseen-list">
        {pages.items.map(({ record }) => (
          <li key={`${record.path} ${record.offset} ${record.code} ${record.detail}`}>
            <NestedPath parts={pathParts(record.path)} />
            <div className="small">
              {record.detail} <span className="quiet">({record.reason}, </span>
              <code className="quiet">{record.code}</code>
              <span className="quiet">)</span>
            </div>
          </li>
        ))}
      </ul>
      {pages.hasMore ? (
        <div>
          <Button onClick={pages.more} busy={pages.isReadingMore}>
            More
          </Button>
        </div>
      ) : null}
    </section>
  )
}
