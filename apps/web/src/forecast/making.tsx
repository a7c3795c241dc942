/** What makes a forecast: a job, and what it needs. */
import { Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Button } from '../design/control.tsx'
import { Empty, ProblemNote } from '../design/state.tsx'
import { Command } from '../design/text.tsx'
import { useSend } from '../http/query.ts'
import { JobProgress } from '../job/progress.tsx'
import { useFilters } from '../shell/route.ts'

/** Has the forecast made again, by a job; the address keeps which, so that a reload finds it. */
export function Again() {
  const [{ job = '' }, change] = useFilters()
  const again = useSend<{ readonly job: string }>('POST', '/forecasts', ['jobs'])
  const done = useCallback(() => change({ job: undefined }), [change])
  if (job !== '') return <JobProgress id={job} onDone={done} />
  return (
    <>
      <Button
        onClick={() => again.mutate(undefined, { onSuccess: made => change({ job: made.job }) })}
        busy={again.isPending}
      >
        Forecast again
      </Button>
      {again.isError ? <ProblemNote error={again.error} /> : null}
    </>
  )
}

/** No forecast was made yet: what one is made of. */
export const NoForecast = () => (
  <Empty title="There is no forecast yet">
    <p>
      A forecast joins what is hardwired in a release with what an endpoint serves. It needs one of each, and
      is made by itself as soon as both are there.
    </p>
    <Command
      text={`foreseen scan app-1.0.tgz --push ${window.location.origin} --product app --release 1.0`}
    />
    <Command text={`foreseen observe --push ${window.location.origin} www.joost.test`} />
    <p>
      <Link to="/start">Other ways in</Link>
    </p>
  </Empty>
)
