import type { ShownRehearsalPlan, ShownRun } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { PageHeading } from '../design/heading.tsx'
import { Empty, Loading, ProblemNote } from '../design/state.tsx'
import { StatusShape } from '../design/status.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Command, Day, Sentence } from '../design/text.tsx'
import { usePages } from '../http/query.ts'
import { useMay } from '../shell/session.ts'
import { pushCommand, Runners } from './runners.tsx'
import { kindNames, runWords } from './words.ts'
import '../inventory/record.css'
import './rehearsal.css'

/** How the newest run of a plan stands. */
export function RunState({ run }: { readonly run: ShownRun | null }) {
  if (run === null) return <span className="quiet">never rehearsed</span>
  if (run.state !== 'failed') return <>{runWords(run)}</>
  return (
    <span className="status status-breaks">
      <StatusShape shape="breaks" />
      failed
    </span>
  )
}

const columns: readonly Column<ShownRehearsalPlan>[] = [
  { id: 'name', title: 'Plan', cell: ({ name }) => name, width: '13rem' },
  { id: 'state', title: 'Newest run', cell: ({ lastRun }) => <RunState run={lastRun} />, width: '10rem' },
  {
    id: 'when',
    title: 'When',
    cell: ({ lastRun }) => (lastRun === null ? '' : <Day iso={lastRun.ended ?? lastRun.created} />),
    width: '9.5rem',
  },
  { id: 'clients', title: 'Clients', cell: ({ clients }) => clients.map(({ name }) => name).join(', ') },
  { id: 'hosts', title: 'Hosts', cell: ({ hosts }) => hosts.join(', '), width: '13rem', wideOnly: true },
  { id: 'kind', title: 'With', cell: ({ kind }) => kindNames[kind], width: '6rem', wideOnly: true },
]

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`

/** The answer: what waits, what failed, what never was. */
export function plansSentence(plans: readonly ShownRehearsalPlan[]): string {
  const by = (fits: (plan: ShownRehearsalPlan) => boolean): number => plans.filter(fits).length
  const parts = [
    [by(({ lastRun }) => lastRun?.state === 'failed'), 'failed the last time', 'failed the last time'],
    [by(({ lastRun }) => lastRun?.state === 'running'), 'is being rehearsed', 'are being rehearsed'],
    [by(({ lastRun }) => lastRun?.state === 'waiting'), 'waits for a runner', 'wait for a runner'],
    [by(({ lastRun }) => lastRun === null), 'was never rehearsed', 'were never rehearsed'],
  ] as const
  const said = parts.filter(([number]) => number > 0).map(([number, one, many]) => count(number, one, many))
  const head = count(plans.length, 'plan', 'plans')
  return said.length === 0 ? `${head}; the newest run of each is done.` : `${head}: ${said.join(', ')}.`
}

function NoPlans() {
  return (
    <Empty title="Nothing was rehearsed yet">
      <p>
        Search says what is in a file; only running the client says what it does. Rehearse one on any machine
        and push what came of it:
      </p>
      <Command text={pushCommand()} />
      <p>
        Or plan a rehearsal here and start a runner, which repeats it whenever the certificate, or a release,
        has changed.
      </p>
    </Empty>
  )
}

/** Plans with their newest runs, and who carries them out. */
export function RehearsalList() {
  const pages = usePages<ShownRehearsalPlan>('/rehearsal-plans?limit=100')
  const mayPlan = useMay('editor')
  const isEmpty = !pages.isPending && pages.error === null && pages.items.length === 0
  return (
    <div className="record">
      <PageHeading title="Rehearsals">
        {mayPlan ? (
          <Link className="button button-main" to="/rehearsals/new">
            Plan a rehearsal
          </Link>
        ) : null}
      </PageHeading>
      {pages.error === null ? null : <ProblemNote error={pages.error} retry={pages.retry} />}
      {pages.isPending ? <Loading /> : null}
      {isEmpty ? <NoPlans /> : null}
      {pages.items.length === 0 ? null : (
        <>
          <Sentence>{plansSentence(pages.items)}</Sentence>
          <DataTable
            label="Rehearsal plans"
            columns={columns}
            rows={pages.items}
            getRowId={({ id }) => id}
            getRowHref={({ id }) => `/rehearsals/plans/${id}`}
            hasMore={pages.hasMore}
            onEnd={pages.more}
          />
        </>
      )}
      <Runners />
    </div>
  )
}
