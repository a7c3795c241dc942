import type { ShownFamily } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { Loading, ProblemNote } from '../../design/state.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { useGet } from '../../http/query.ts'
import { useFilters } from '../../shell/route.ts'
import { typeTitle } from '../name.ts'
import { FamilyGraph, FamilyLegend } from './graph.tsx'
import { clausesOf, lifeText, whereMet } from './words.ts'

/** The same as the picture, in words: each relative with what it is to the others. */
function FamilyList({ family, own }: { readonly family: ShownFamily; readonly own: number }) {
  return (
    <ul className="family-list">
      {family.relatives.map(relative => (
        <li key={relative.object}>
          <Link to="/inventory/$id" params={{ id: String(relative.object) }}>
            {relative.name}
          </Link>{' '}
          <span className="quiet">
            {[typeTitle(relative.type), lifeText(relative), whereMet(relative)]
              .filter(part => part !== '')
              .join(', ')}
            {relative.object === own ? ' (this page)' : ''}
          </span>
          <ul>
            {clausesOf(family, relative.object).map(({ verb, other }) => (
              <li key={`${verb} ${other.object}`}>
                {verb}{' '}
                <Link to="/inventory/$id" params={{ id: String(other.object) }}>
                  {other.name}
                </Link>
                {other.notBefore === null ? null : (
                  <span className="quiet small"> from {other.notBefore.slice(0, 10)}</span>
                )}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}

/** Renewals, cross-signs, issuers and pins around an object. */
export function FamilySection({ object }: { readonly object: number }) {
  const { data: family, error, refetch } = useGet<ShownFamily>(`/objects/${object}/family`)
  const [{ family: view = 'graph' }, change] = useFilters()
  return (
    <section aria-labelledby="family-heading">
      <h2 id="family-heading">Family</h2>
      {error !== null ? <ProblemNote error={error} retry={() => void refetch()} /> : null}
      {family === undefined && error === null ? <Loading /> : null}
      {family !== undefined && family.relations.length === 0 ? (
        <p className="quiet">Nothing in the ledger issued, renewed, cross-signed or pins it.</p>
      ) : null}
      {family !== undefined && family.relations.length > 0 ? (
        <>
          <Tabs
            label="How the family is shown"
            value={view === 'list' ? 'list' : 'graph'}
            onChange={id => change({ family: id === 'list' ? 'list' : undefined })}
            tabs={[
              {
                id: 'graph',
                title: 'Picture',
                content: (
                  <div className="record">
                    <FamilyGraph family={family} own={object} />
                    <FamilyLegend family={family} />
                  </div>
                ),
              },
              { id: 'list', title: 'List', content: <FamilyList family={family} own={object} /> },
            ]}
          />
          {family.omitted > 0 ? (
            <p className="quiet">{family.omitted} more relatives are not shown: the nearest stand here.</p>
          ) : null}
        </>
      ) : null}
    </section>
  )
}
