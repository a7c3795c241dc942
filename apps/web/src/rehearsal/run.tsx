import type { ShownRehearsalPlan, ShownRunWhole } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { PageHeading } from '../design/heading.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { Day } from '../design/text.tsx'
import { useGet } from '../http/query.ts'
import { usePathParam } from '../shell/route.ts'
import { RunState } from './list.tsx'
import { RunResult } from './result.tsx'
import { isOpen, UnderWay, whileOpen } from './under-way.tsx'
import { kindWords } from './words.ts'
import '../inventory/record.css'
import './rehearsal.css'

function Facts({ run }: { readonly run: ShownRunWhole }) {
  return (
    <dl className="facts">
      <dt>Plan</dt>
      <dd>
        <Link to="/rehearsals/plans/$id" params={{ id: run.plan.id }}>
          {run.plan.name}
        </Link>
      </dd>
      <dt>State</dt>
      <dd>
        <RunState run={run} /> <Day iso={run.ended ?? run.started ?? run.created} />
      </dd>
      <dt>With</dt>
      <dd>{kindWords[run.kind]}</dd>
      {run.hosts.length === 0 ? null : (
        <>
          <dt>Hosts</dt>
          <dd>{run.hosts.join(', ')}</dd>
        </>
      )}
      <dt>Made by</dt>
      <dd>{[run.runner || 'pushed', run.program].filter(text => text !== '').join(', ')}</dd>
    </dl>
  )
}

function Whole({ run }: { readonly run: ShownRunWhole }) {
  const open = isOpen(run)
  const plan = useGet<ShownRehearsalPlan>(`/rehearsal-plans/${run.plan.id}`, { enabled: open })
  return (
    <>
      <Facts run={run} />
      {open ? <UnderWay run={run} plan={plan.data} /> : null}
      {run.state === 'failed' ? <p className="field-error">It came to nothing: {run.text}</p> : null}
      {run.clients.length === 0 ? null : (
        <section>
          <h2>What was measured</h2>
          <RunResult run={run} />
        </section>
      )}
    </>
  )
}

/** One run by its id, with its matrix. */
export function RunPage() {
  const id = usePathParam('id')
  const { data, error, refetch } = useGet<ShownRunWhole>(`/runs/${id}`, { everyMs: whileOpen })
  return (
    <div className="record">
      <PageHeading title={data === undefined ? 'Run' : `Run of ${data.plan.name}`} />
      {error === null ? null : <ProblemNote error={error} retry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data === undefined ? null : <Whole run={data} />}
    </div>
  )
}
