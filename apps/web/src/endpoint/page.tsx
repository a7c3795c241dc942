import type { ShownEndpointWhole } from '@foreseen/facts'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { Button } from '../design/control.tsx'
import { Dialog } from '../design/dialog.tsx'
import { PageHeading } from '../design/heading.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { Day } from '../design/text.tsx'
import { send } from '../http/client.ts'
import { useGet, useSend } from '../http/query.ts'
import { invalidateRooms } from '../http/rooms.ts'
import { JobProgress, useJob } from '../job/progress.tsx'
import { isOpen } from '../job/words.ts'
import { StandingAnswer } from '../release/standing.tsx'
import { useFilters, usePathParam } from '../shell/route.ts'
import { useMay } from '../shell/session.ts'
import { Breaks } from './breaks.tsx'
import { ChainNow } from './chain.tsx'
import { History } from './history.tsx'
import { RenewalPlan } from './plan.tsx'
import { useMake } from './post.ts'
import './endpoint.css'
import '../inventory/record.css'

/** Asks whether, since it is not to be looked at any more; what was seen stays. */
function StopLooking({
  endpoint,
  open,
  onClose,
}: {
  readonly endpoint: ShownEndpointWhole
  readonly open: boolean
  readonly onClose: () => void
}) {
  // Closed before the page is asked for again: an endpoint that has ended has no such question any more.
  const { mutate, isPending, error } = useMake(
    () => send<null>('DELETE', `/endpoints/${endpoint.id}`),
    ['endpoints', 'forecasts'],
    onClose,
  )
  return (
    <Dialog title={`Look at ${endpoint.name} no longer`} open={open} onClose={onClose}>
      <div className="stack">
        <p>
          Forecasts take no account of it from then on. What was seen stays, and adding it again goes on where
          it ended.
        </p>
        {error === null ? null : <ProblemNote error={error} />}
        <Button kind="danger" busy={isPending} onClick={() => mutate()}>
          Stop looking
        </Button>
      </div>
    </Dialog>
  )
}

/** Goes on where it ended. */
function LookAgain({ endpoint }: { readonly endpoint: ShownEndpointWhole }) {
  const { mutate, isPending, error } = useSend<ShownEndpointWhole>(
    'POST',
    '/endpoints',
    ['endpoints', 'forecasts', 'jobs'],
    {
      body: () => ({ name: endpoint.name, starttls: endpoint.starttls === '' ? 'none' : endpoint.starttls }),
    },
  )
  return (
    <>
      <Button busy={isPending} onClick={() => mutate()}>
        Look at it again
      </Button>
      {error === null ? null : <ProblemNote error={error} />}
    </>
  )
}

/** The job stands in the address, so that its progress survives a reload. */
function useLook(id: string) {
  const client = useQueryClient()
  const [{ look }, change] = useFilters()
  const { mutate, isPending, error } = useSend<{ readonly job: string }>('POST', `/endpoints/${id}/look`, [
    'jobs',
  ])
  const job = useJob(look)
  const done = useCallback(() => {
    change({ look: undefined })
    void invalidateRooms(client, ['endpoints'])
  }, [change, client])
  return {
    job: look,
    begin: () => mutate(undefined, { onSuccess: ({ job }) => change({ look: job }) }),
    done,
    isBusy: isPending || (look !== undefined && (job === undefined || isOpen(job.state))),
    error,
  }
}

function Actions({
  endpoint,
  look,
}: {
  readonly endpoint: ShownEndpointWhole
  readonly look: ReturnType<typeof useLook>
}) {
  const [isStopping, setStopping] = useState(false)
  const mayLook = useMay('responder')
  const mayEdit = useMay('editor')
  if (endpoint.ended !== null) return mayEdit ? <LookAgain endpoint={endpoint} /> : null
  return (
    <>
      {mayLook ? (
        <Button onClick={look.begin} busy={look.isBusy}>
          Look now
        </Button>
      ) : null}
      {mayEdit ? <Button onClick={() => setStopping(true)}>Stop looking</Button> : null}
      <StopLooking endpoint={endpoint} open={isStopping} onClose={() => setStopping(false)} />
    </>
  )
}

function Whole({ endpoint }: { readonly endpoint: ShownEndpointWhole }) {
  const look = useLook(endpoint.id)
  return (
    <div className="record">
      <PageHeading title={endpoint.name}>
        <Actions endpoint={endpoint} look={look} />
      </PageHeading>
      {look.error === null ? null : <ProblemNote error={look.error} />}
      {look.job === undefined ? null : <JobProgress id={look.job} onDone={look.done} />}
      {endpoint.ended === null ? (
        <StandingAnswer standing={endpoint.standing} />
      ) : (
        <p className="sentence">
          It is no longer looked at, since <Day iso={endpoint.ended} />.
        </p>
      )}
      {endpoint.starttls === '' ? null : (
        <p className="quiet">TLS begins on request, by {endpoint.starttls}.</p>
      )}
      <ChainNow endpoint={endpoint} />
      <Breaks endpoint={endpoint} />
      <RenewalPlan endpoint={endpoint} />
      <History endpoint={endpoint} />
    </div>
  )
}

/** One endpoint: who it breaks, what it serves and served, how it is renewed. */
export function EndpointPage() {
  const id = usePathParam('id')
  const { data: endpoint, error, refetch } = useGet<ShownEndpointWhole>(`/endpoints/${id}`)
  if (endpoint !== undefined) return <Whole key={endpoint.id} endpoint={endpoint} />
  if (error === null) return <Loading />
  return (
    <>
      <PageHeading title="Endpoint" />
      <ProblemNote error={error} retry={() => void refetch()} />
    </>
  )
}
