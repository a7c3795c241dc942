import './agenda.css'
import type { ShownAgenda } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../design/control.tsx'
import { PageHeading } from '../design/heading.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { type Shape, StatusShape } from '../design/status.tsx'
import { useGet } from '../http/query.ts'
import { type Group, groupsOf, scoredText } from './groups.ts'
import { Item } from './item.tsx'

/** Loaded by those who have nothing yet. */
const StartWays = lazy(() => import('../start/ways.tsx').then(({ StartWays }) => ({ default: StartWays })))

const shapes: Readonly<Record<Exclude<ShownAgenda['state'], 'empty'>, Shape>> = {
  well: 'survives',
  attention: 'may-break',
  trouble: 'breaks',
  unknown: 'unknown',
}

/** Whether all is well, in one sentence. */
function Answer({ agenda: { state, sentence } }: { readonly agenda: ShownAgenda }) {
  return (
    <p className="sentence agenda-answer">
      {state === 'empty' ? null : <StatusShape shape={shapes[state]} />}
      <span>{sentence}</span>
    </p>
  )
}

/** More items of a group than this are asked for. */
const firstShown = 50

function Items({ group: { when, title, items } }: { readonly group: Group }) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? items : items.slice(0, firstShown)
  return (
    <section className="agenda-group" aria-labelledby={`agenda-${when}`}>
      <h2 id={`agenda-${when}`}>{title}</h2>
      <ul>
        {shown.map(item => (
          <Item key={`${item.kind} ${item.day} ${item.href} ${item.sentence}`} item={item} />
        ))}
      </ul>
      {shown.length === items.length ? null : (
        <Button onClick={() => setWhole(true)}>{`${items.length - shown.length} more`}</Button>
      )}
    </section>
  )
}

/** What of the sample workspace is to be said on the first page. */
function Sample({ sample }: { readonly sample: ShownAgenda['sample'] }) {
  if (sample === 'absent') return null
  const said = {
    making: 'The sample workspace is being made.',
    present: 'The sample workspace is among what is shown here.',
    failed: 'The sample workspace could not be made.',
  }[sample]
  return (
    <p className="quiet" role={sample === 'making' ? 'status' : undefined}>
      {said} <Link to="/start">{sample === 'present' ? 'Remove it' : 'See how far it is'}</Link>
    </p>
  )
}

/** Nothing is known yet: three ways in. */
const Begin = () => (
  <Suspense fallback={<Loading />}>
    <StartWays />
    <p>
      <Link to="/start">The same on a page of its own</Link>
    </p>
  </Suspense>
)

function Shown({ agenda }: { readonly agenda: ShownAgenda }) {
  const scored = scoredText(agenda.scored)
  if (agenda.state === 'empty' && agenda.items.length === 0)
    return (
      <div className="agenda">
        <Answer agenda={agenda} />
        <Sample sample={agenda.sample} />
        <Begin />
      </div>
    )
  return (
    <div className="agenda">
      <Answer agenda={agenda} />
      <Sample sample={agenda.sample} />
      {groupsOf(agenda.items, Date.now()).map(group => (
        <Items key={group.when} group={group} />
      ))}
      {agenda.items.length === 0 ? (
        <p className="quiet">Nothing is due in the next {agenda.days} days.</p>
      ) : null}
      {scored === '' ? null : (
        <p className="quiet small">
          {scored} <Link to="/forecast">The forecast now</Link>
        </p>
      )}
    </div>
  )
}

/** Home: one list of the next 90 days. */
export function AgendaPage() {
  const { data, error, refetch } = useGet<ShownAgenda>('/agenda?days=90')
  return (
    <>
      <PageHeading title="Agenda" />
      {data !== undefined ? (
        <Shown agenda={data} />
      ) : error === null ? (
        <Loading text="Reading the agenda" />
      ) : (
        <ProblemNote error={error} retry={() => void refetch()} />
      )}
    </>
  )
}
