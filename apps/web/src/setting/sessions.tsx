import type { ShownSession } from '@foreseen/facts'
import { agentWords } from '../account/agent.ts'
import { Button } from '../design/control.tsx'
import { Loading, ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Day } from '../design/text.tsx'
import { useGet, useSend } from '../http/query.ts'

function End({ session }: { readonly session: ShownSession }) {
  const end = useSend<null, string>('DELETE', id => `/sessions/${id}`, ['settings'], {
    body: () => undefined,
  })
  if (session.isThis) return <span className="quiet">this one</span>
  return (
    <>
      <Button
        kind="quiet"
        busy={end.isPending}
        onClick={() => end.mutate(session.id)}
        label={`End the session of ${agentWords(session.agent)} at ${session.address}`}
      >
        End
      </Button>
      {end.error === null ? null : <span className="field-error">{end.error.message}</span>}
    </>
  )
}

const columns: readonly Column<ShownSession>[] = [
  {
    id: 'agent',
    title: 'Browser',
    cell: ({ agent }) => <span title={agent}>{agentWords(agent)}</span>,
    sort: ({ agent }) => agentWords(agent),
  },
  {
    id: 'address',
    title: 'Address',
    cell: ({ address }) => <code>{address}</code>,
    sort: ({ address }) => address,
  },
  { id: 'seen', title: 'Last seen', cell: ({ seen }) => <Day iso={seen} />, sort: ({ seen }) => seen },
  {
    id: 'created',
    title: 'Began',
    cell: ({ created }) => <Day iso={created} />,
    sort: ({ created }) => created,
  },
  { id: 'end', action: true, title: 'End', width: '6rem', cell: session => <End session={session} /> },
]

/** Own sessions, each of which can be ended but the one that asks. */
export function Sessions() {
  const { data, error, isPending, refetch } = useGet<{ readonly items: readonly ShownSession[] }>('/sessions')
  if (isPending) return <Loading text="Reading sessions" />
  if (error !== null) return <ProblemNote error={error} retry={() => void refetch()} />
  return <DataTable label="Sessions" columns={columns} rows={data.items} getRowId={({ id }) => id} />
}
