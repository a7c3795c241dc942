import type { ShownJob } from '@foreseen/facts'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '../design/control.tsx'
import { ProblemNote, ProgressBar } from '../design/state.tsx'
import { useGet, useSend } from '../http/query.ts'
import { useMay } from '../shell/session.ts'
import { isOpen, stateWords } from './words.ts'

/** Asked this often where no news come by themselves. */
const everyMs = 5_000

/** A job as it stands now: told by the server as it goes on, so it survives a reload. `undefined` while it is not known. */
export function useJob(id: string | undefined): ShownJob | undefined {
  const { data } = useGet<ShownJob>(`/jobs/${id}`, {
    enabled: id !== undefined,
    everyMs: job => (job === undefined || isOpen(job.state) ? everyMs : undefined),
  })
  return data
}

/** Cancels a job that waits or runs. */
export const useCancel = () =>
  useSend<ShownJob, string>('POST', id => `/jobs/${id}/cancel`, ['jobs'], { body: () => undefined })

/** Allows a failed job one more attempt. */
export const useRevive = () =>
  useSend<ShownJob, string>('POST', id => `/jobs/${id}/revive`, ['jobs'], { body: () => undefined })

/**
 * A job under way, where the page waits for it: what it does, how far it is, and a button that cancels it.
 * `onDone` is called once when it is done; `children` stand in its place then.
 */
export function JobProgress({
  id,
  onDone,
  children,
}: {
  readonly id: string
  readonly onDone?: (job: ShownJob) => void
  readonly children?: ReactNode
}) {
  const job = useJob(id)
  const cancel = useCancel()
  const mayCancel = useMay('responder')
  const told = useRef('')
  useEffect(() => {
    if (job?.state !== 'done' || told.current === id) return
    told.current = id
    onDone?.(job)
  }, [job, id, onDone])
  if (job === undefined) return null
  if (job.state === 'done') return children
  return (
    <div className="job-progress">
      <p>
        {job.title}: {job.state === 'running' ? (job.progress?.text ?? 'running') : stateWords[job.state]}
      </p>
      {isOpen(job.state) ? (
        <div className="row">
          <ProgressBar share={job.progress?.share ?? 0} label={job.title} />
          {mayCancel ? (
            <Button
              kind="quiet"
              busy={cancel.isPending}
              onClick={() => cancel.mutate(id)}
              label={`Cancel ${job.title}`}
            >
              Cancel
            </Button>
          ) : null}
        </div>
      ) : null}
      {job.state === 'dead' ? (
        <p className="field-error">{job.lastError ?? 'It failed without a reason.'}</p>
      ) : null}
      {cancel.error === null ? null : <ProblemNote error={cancel.error} />}
    </div>
  )
}
