/** One plan: what is under way, the newest matrix, every run before. */
import type { ShownRehearsalPlan, ShownRun, ShownRunWhole } from '@foreseen/facts'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../design/control.tsx'
import { Confirm } from '../design/dialog.tsx'
import { PageHeading } from '../design/heading.tsx'
import { Empty, Loading, ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Command, Day } from '../design/text.tsx'
import { useGet, usePages, useSend } from '../http/query.ts'
import { usePathParam } from '../shell/route.ts'
import { useMay } from '../shell/session.ts'
import { RunState } from './list.tsx'
import { RunResult } from './result.tsx'
import { runnerCommand } from './runners.tsx'
import { isOpen, UnderWay, whileOpen } from './under-way.tsx'
import { kindWords } from './words.ts'
import '../inventory/record.css'
import './rehearsal.css'

function Actions({ plan }: { readonly plan: ShownRehearsalPlan }) {
  const navigate = useNavigate()
  const [isEnding, setEnding] = useState(false)
  const mayRun = useMay('responder')
  const mayEnd = useMay('editor')
  const run = useSend<ShownRun>('POST', `/rehearsal-plans/${plan.id}/runs`, ['rehearsals'], {
    body: () => undefined,
  })
  const end = useSend<null>('DELETE', `/rehearsal-plans/${plan.id}`, ['rehearsals'])
  const isUnderWay = plan.lastRun !== null && isOpen(plan.lastRun)
  return (
    <>
      {mayEnd ? (
        <Button kind="danger" onClick={() => setEnding(true)}>
          End this plan
        </Button>
      ) : null}
      {mayRun && !isUnderWay ? (
        <Button kind="main" busy={run.isPending} onClick={() => run.mutate()}>
          {plan.lastRun === null ? 'Run it' : 'Run again'}
        </Button>
      ) : null}
      {run.error === null ? null : <ProblemNote error={run.error} />}
      <Confirm
        title={`End ${plan.name}`}
        open={isEnding}
        onClose={() => setEnding(false)}
        onConfirm={() => end.mutate(undefined, { onSuccess: () => void navigate({ to: '/rehearsals' }) })}
        action="End it"
        busy={end.isPending}
        error={end.error}
      >
        It is not rehearsed any more. Its runs and what they measured stay.
      </Confirm>
    </>
  )
}

function Facts({ plan }: { readonly plan: ShownRehearsalPlan }) {
  return (
    <dl className="facts">
      <dt>Hosts</dt>
      <dd>{plan.hosts.join(', ')}</dd>
      <dt>With</dt>
      <dd>{kindWords[plan.kind]}</dd>
      <dt>Starts from</dt>
      <dd>
        {plan.endpoint === null ? (
          "the runner's own files, by hand"
        ) : (
          <>
            what{' '}
            <Link to="/endpoints/$id" params={{ id: plan.endpoint.id }}>
              {plan.endpoint.name}
            </Link>{' '}
            serves now; again when that, or a release, changes
          </>
        )}
      </dd>
      <dt>Scenarios</dt>
      <dd>{plan.scenarios.length === 0 ? 'all that apply' : plan.scenarios.join(', ')}</dd>
    </dl>
  )
}

const columns: readonly Column<ShownRun>[] = [
  { id: 'when', title: 'When', cell: ({ ended, created }) => <Day iso={ended ?? created} />, width: '18rem' },
  { id: 'state', title: 'State', cell: run => <RunState run={run} />, width: '11rem' },
  { id: 'runner', title: 'Runner', cell: ({ runner }) => runner || 'pushed', width: '10rem' },
  { id: 'text', title: 'What was said', cell: ({ text }) => text, wideOnly: true },
]

function Newest({ run }: { readonly run: ShownRun }) {
  const { data, error, refetch } = useGet<ShownRunWhole>(`/runs/${run.id}`)
  return (
    <section>
      <h2>
        What was measured <Day iso={run.ended ?? run.created} />
      </h2>
      {error === null ? null : <ProblemNote error={error} retry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data === undefined ? null : <RunResult run={data} />}
    </section>
  )
}

function NeverDone() {
  return (
    <Empty title="This plan was not rehearsed yet">
      <p>A runner that has its clients takes the next run:</p>
      <Command text={runnerCommand()} />
    </Empty>
  )
}

function Whole({ plan }: { readonly plan: ShownRehearsalPlan }) {
  const runs = usePages<ShownRun>(`/runs?plan=${plan.id}`)
  const last = plan.lastRun
  const newest = runs.items.find(({ state }) => state === 'done')
  return (
    <>
      <Facts plan={plan} />
      {last !== null && isOpen(last) ? <UnderWay run={last} plan={plan} /> : null}
      {last?.state === 'failed' ? (
        <p className="field-error" role="status">
          The newest run came to nothing: {last.text}
        </p>
      ) : null}
      {newest === undefined ? null : <Newest run={newest} />}
      {newest === undefined && last === null ? <NeverDone /> : null}
      {runs.items.length === 0 ? null : (
        <section>
          <h2>Every run</h2>
          <DataTable
            label="Runs of this plan"
            columns={columns}
            rows={runs.items}
            getRowId={({ id }) => id}
            getRowHref={({ id }) => `/rehearsals/runs/${id}`}
            hasMore={runs.hasMore}
            onEnd={runs.more}
          />
        </section>
      )}
    </>
  )
}

/** A plan by its id. */
export function PlanPage() {
  const id = usePathParam('id')
  const { data, error, refetch } = useGet<ShownRehearsalPlan>(`/rehearsal-plans/${id}`, {
    everyMs: plan => whileOpen(plan?.lastRun),
  })
  return (
    <div className="record">
      <PageHeading title={data?.name ?? 'Rehearsal'}>
        {data === undefined ? null : <Actions plan={data} />}
      </PageHeading>
      {error === null ? null : <ProblemNote error={error} retry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data === undefined ? null : <Whole plan={data} />}
    </div>
  )
}
