import type { ShownAgenda } from '@foreseen/facts'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Button } from '../design/control.tsx'
import { ProblemNote } from '../design/state.tsx'
import { useGet, useSend } from '../http/query.ts'
import { invalidateRooms } from '../http/rooms.ts'
import { JobProgress } from '../job/progress.tsx'
import { useFilters } from '../shell/route.ts'

const rooms = ['releases', 'endpoints', 'forecasts', 'rehearsals', 'jobs'] as const

/** While it is made somewhere else, the page asks so often. */
const whileMade = (last: ShownAgenda | undefined): number | undefined =>
  last?.sample === 'making' ? 4_000 : undefined

function Remove() {
  const { mutate, isPending, error } = useSend<null>('DELETE', '/sample', rooms)
  return (
    <>
      <Button busy={isPending} onClick={() => mutate()}>
        Remove the sample
      </Button>
      {error === null ? null : <ProblemNote error={error} />}
    </>
  )
}

function Load({ label, onJob }: { readonly label: string; readonly onJob: (job: string) => void }) {
  const { mutate, isPending, error } = useSend<{ readonly job: string }>('POST', '/sample', rooms)
  return (
    <>
      <Button busy={isPending} onClick={() => mutate(undefined, { onSuccess: ({ job }) => onJob(job) })}>
        {label}
      </Button>
      {error === null ? null : <ProblemNote error={error} />}
    </>
  )
}

function Present() {
  return (
    <>
      <p role="status">
        The sample is loaded: see it on the <Link to="/">agenda</Link>, in the{' '}
        <Link to="/forecast">forecast</Link> and among the <Link to="/releases">releases</Link>.
      </p>
      <Remove />
    </>
  )
}

/** The founding story, made by really running it here. */
export function SampleWay() {
  const client = useQueryClient()
  const [{ sample: job = '' }, change] = useFilters()
  const { data } = useGet<ShownAgenda>('/agenda?days=90', { everyMs: whileMade })
  const state = data?.sample
  const done = useCallback(() => {
    change({ sample: undefined })
    void invalidateRooms(client, rooms)
  }, [change, client])
  return (
    <section aria-labelledby="sample-heading">
      <h2 id="sample-heading">Look at an example</h2>
      <p>
        Joost ships a program with the certificate of its own server in it. In nine days that certificate is
        renewed. The story is made here by really running it: a release is built and scanned, a server on this
        machine is looked at, a client is rehearsed. One click removes all of it.
      </p>
      <div className="stack">
        {job === '' ? null : <JobProgress id={job} onDone={done} />}
        {job === '' && state === 'making' ? <p role="status">The sample is being made.</p> : null}
        {state === 'present' ? <Present /> : null}
        {state === 'failed' ? (
          <p>
            The last attempt did not finish; <Link to="/jobs">its job</Link> says why.
          </p>
        ) : null}
        {job === '' && (state === 'absent' || state === 'failed') ? (
          <Load
            label={state === 'failed' ? 'Load the sample again' : 'Load the sample'}
            onJob={id => change({ sample: id })}
          />
        ) : null}
      </div>
    </section>
  )
}
