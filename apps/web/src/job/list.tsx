import type { ShownJob, ShownJobCount } from '@foreseen/facts'
import { Choice } from '../design/choice.tsx'
import { SelectField } from '../design/control.tsx'
import { PageHeading } from '../design/heading.tsx'
import { Empty, Loading, ProblemNote } from '../design/state.tsx'
import { DataTable } from '../design/table.tsx'
import { Command, Sentence } from '../design/text.tsx'
import { useGet, usePages } from '../http/query.ts'
import { queryOf, useFilters } from '../shell/route.ts'
import { jobColumns } from './columns.tsx'
import { type JobState, jobStates, stateWords } from './words.ts'

const none: readonly ShownJobCount[] = []

const sumOf = (counts: readonly ShownJobCount[], state: JobState): number =>
  counts.filter(count => count.state === state).reduce((sum, { count }) => sum + count, 0)

/** The answer: is anything stuck. */
export function answerOf(counts: readonly ShownJobCount[]): string {
  const [running, waiting, dead] = (['running', 'waiting', 'dead'] as const).map(state =>
    sumOf(counts, state),
  )
  const going =
    running === 0 && waiting === 0 ? 'Nothing is under way' : `${running} running, ${waiting} waiting`
  return dead === 0
    ? `${going}; nothing has failed for good.`
    : `${going}; ${dead} failed and will not try again.`
}

function Filters({ counts }: { readonly counts: readonly ShownJobCount[] }) {
  const [{ state = '', kind = '' }, change] = useFilters()
  const kinds = [...new Set(counts.map(count => count.kind))].sort()
  const ofKind = counts.filter(count => kind === '' || count.kind === kind)
  return (
    <div className="filters">
      <Choice
        label="State"
        value={state}
        onChange={value => change({ state: value })}
        options={[
          { value: '', label: 'all' },
          ...jobStates.map(value => ({ value, label: stateWords[value], count: sumOf(ofKind, value) })),
        ]}
      />
      <SelectField
        label="Kind"
        hideLabel
        value={kind}
        onChange={value => change({ kind: value })}
        options={[{ value: '', label: 'every kind' }, ...kinds.map(value => ({ value, label: value }))]}
      />
    </div>
  )
}

/** All work that the server does beside answering: what runs, what waits, what failed. */
export function JobList() {
  const [{ state, kind }] = useFilters()
  const { data: counts = none } = useGet<readonly ShownJobCount[]>('/jobs/counts')
  const jobs = usePages<ShownJob>(`/jobs${queryOf({ state, kind })}`)
  return (
    <>
      <PageHeading title="Jobs" />
      <Sentence>{answerOf(counts)}</Sentence>
      <Filters counts={counts} />
      {jobs.error === null ? null : <ProblemNote error={jobs.error} retry={jobs.retry} />}
      {jobs.isPending ? <Loading text="Reading jobs" /> : null}
      {!jobs.isPending && jobs.error === null && jobs.items.length === 0 ? (
        <Empty
          title={state === undefined && kind === undefined ? 'There are no jobs yet' : 'No job is like this'}
        >
          <p>Scans of uploads, looks at endpoints, forecasts and rehearsals show up here while they go on.</p>
          <Command text={`foreseen scan app-1.0.tgz --push ${location.origin} --product app --release 1.0`} />
        </Empty>
      ) : null}
      {jobs.items.length === 0 ? null : (
        <DataTable
          label="Jobs"
          columns={jobColumns}
          rows={jobs.items}
          getRowId={({ id }) => id}
          hasMore={jobs.hasMore}
          onEnd={jobs.more}
        />
      )}
    </>
  )
}
