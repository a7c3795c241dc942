import type { ShownJob } from '@foreseen/facts'
import { Button } from '../design/control.tsx'
import { ProgressBar } from '../design/state.tsx'
import { StatusShape } from '../design/status.tsx'
import type { Column } from '../design/table.tsx'
import { Day } from '../design/text.tsx'
import { useMay } from '../shell/session.ts'
import { useCancel, useRevive } from './progress.tsx'
import { attemptsText, isOpen, stateShapes, stateWords } from './words.ts'

function What({ job }: { readonly job: ShownJob }) {
  return (
    <>
      <div className="strong">{job.title}</div>
      {job.lastError === null || job.state === 'done' ? null : (
        <div className="field-error">{job.lastError}</div>
      )}
    </>
  )
}

function State({ job }: { readonly job: ShownJob }) {
  const attempts = attemptsText(job)
  return (
    <>
      <span className={`status status-${stateShapes[job.state]}`}>
        <StatusShape shape={stateShapes[job.state]} />
        {stateWords[job.state]}
      </span>
      {attempts === '' ? null : <span className="quiet small"> {attempts}</span>}
      {job.state === 'running' && job.progress !== null ? (
        <>
          <ProgressBar share={job.progress.share} label={job.title} />
          <div className="quiet small">{job.progress.text}</div>
        </>
      ) : null}
    </>
  )
}

/** What may be done about it: cancel what goes on, try again what failed. */
function Act({ job }: { readonly job: ShownJob }) {
  const mayAct = useMay('responder')
  const cancel = useCancel()
  const revive = useRevive()
  if (!mayAct) return null
  const failed = cancel.error ?? revive.error
  return (
    <>
      {isOpen(job.state) ? (
        <Button
          kind="quiet"
          busy={cancel.isPending}
          onClick={() => cancel.mutate(job.id)}
          label={`Cancel ${job.title}`}
        >
          Cancel
        </Button>
      ) : null}
      {job.state === 'dead' ? (
        <Button
          kind="quiet"
          busy={revive.isPending}
          onClick={() => revive.mutate(job.id)}
          label={`Try again: ${job.title}`}
        >
          Try again
        </Button>
      ) : null}
      {failed === null ? null : <span className="field-error">{failed.message}</span>}
    </>
  )
}

const When = ({ job: { finished, started, notBefore, created } }: { readonly job: ShownJob }) => (
  <Day iso={finished ?? started ?? notBefore ?? created} />
)

const order = { running: 0, waiting: 1, dead: 2, done: 3, cancelled: 4 } as const

export const jobColumns: readonly Column<ShownJob>[] = [
  { id: 'title', title: 'Job', cell: job => <What job={job} />, sort: ({ title }) => title },
  {
    id: 'state',
    title: 'State',
    width: '16rem',
    cell: job => <State job={job} />,
    sort: ({ state }) => order[state],
  },
  {
    id: 'when',
    title: 'When',
    width: '19rem',
    cell: job => <When job={job} />,
    sort: ({ finished, started, created }) => finished ?? started ?? created,
  },
  { id: 'worker', title: 'Worker', width: '12rem', wideOnly: true, cell: ({ worker }) => worker ?? '' },
  { id: 'act', action: true, title: 'Act', width: '7rem', cell: job => <Act job={job} /> },
]
