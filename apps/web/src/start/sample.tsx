import type { ShownAgenda, ShownJob, ShownPage } from '@foreseen/facts'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Button } from '../design/control.tsx'
import { ProblemNote } from '../design/state.tsx'
import { post, useMake } from '../endpoint/post.ts'
import { useGet, useSend } from '../http/query.ts'
import { invalidateRooms } from '../http/rooms.ts'
import { JobProgress, useJob } from '../job/progress.tsx'
import { isOpen } from '../job/words.ts'
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
  const { mutate, isPending, error } = useMake(
    () => post<{ readonly job: string }>('/sample'),
    rooms,
    ({ job }) => onJob(job),
  )
  return (
    <>
      <Button busy={isPending} onClick={() => mutate()}>
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

/** The job that makes it: the one in the address, else the one that somebody else began. */
function useMaking(asked: string, state: ShownAgenda['sample'] | undefined): ShownJob | undefined {
  const isElsewhere = asked === '' && state === 'making'
  const { data } = useGet<ShownPage<ShownJob>>('/jobs?kind=sample&limit=1', { enabled: isElsewhere })
  const found = isElsewhere ? data?.items[0]?.id : undefined
  return useJob(asked === '' ? found : asked)
}

/** The founding story, made by really running it here. */
export function SampleWay() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [{ sample: asked = '' }, change] = useFilters()
  const { data } = useGet<ShownAgenda>('/agenda?days=90', { everyMs: whileMade })
  const state = data?.sample
  const job = useMaking(asked, state)
  const isMaking = job !== undefined && isOpen(job.state)
  const done = useCallback(() => {
    change({ sample: undefined })
    void invalidateRooms(client, rooms)
  }, [change, client])
  return (
    <section aria-labelledby="sample-heading">
      <h2 id="sample-heading">Look at an example</h2>
      <p>
        Joost ships a program with the certificate of its own server in it, and in nine days that certificate
        is renewed. The story is made by really running it: two releases are built and scanned, a server on
        this machine is looked at, and both clients are rehearsed where the machine allows it. One click
        removes all of it.
      </p>
      <div className="stack">
        {job === undefined ? null : <JobProgress id={job.id} onDone={done} />}
        {state === 'present' ? <Present /> : null}
        {state === 'failed' && job === undefined ? (
          <p>
            The last attempt did not finish; <Link to="/jobs">its job</Link> says why.
          </p>
        ) : null}
        {!isMaking && (state === 'absent' || state === 'failed') ? (
          <Load
            label={state === 'failed' ? 'Load the sample again' : 'Load the sample'}
            onJob={id => void navigate({ to: '/start', search: { sample: id } })}
          />
        ) : null}
      </div>
    </section>
  )
}
