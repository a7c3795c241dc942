import type { ShownRunner } from '@foreseen/facts'
import { ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Command, Day } from '../design/text.tsx'
import { usePages } from '../http/query.ts'

export const runnerCommand = (): string =>
  `foreseen runner --server ${location.origin} --config runner.yaml --token-file runner.token`

export const pushCommand = (): string =>
  `foreseen rehearse --host www.example.org --push ${location.origin} --token-file push.token -- ./client --once`

const columns: readonly Column<ShownRunner>[] = [
  { id: 'name', title: 'Runner', cell: ({ name }) => name, width: '12rem' },
  { id: 'seen', title: 'Last heard of', cell: ({ lastSeen }) => <Day iso={lastSeen} />, width: '13rem' },
  { id: 'clients', title: 'Clients', cell: ({ clients }) => clients.join(', ') },
  { id: 'program', title: 'Program', cell: ({ program }) => program, width: '9rem', wideOnly: true },
]

/** Machines that rehearse, and how one more is started. */
export function Runners() {
  const pages = usePages<ShownRunner>('/runners')
  return (
    <section>
      <h2>Runners</h2>
      {pages.error === null ? null : <ProblemNote error={pages.error} retry={pages.retry} />}
      {pages.items.length === 0 ? (
        <p>
          {pages.isPending ? '' : 'No runner has come yet. '}
          This server runs nobody&apos;s program: runners do, on machines of yours, and only what their owner
          wrote into a file there.
        </p>
      ) : (
        <DataTable
          label="Runners"
          columns={columns}
          rows={pages.items}
          getRowId={({ name }) => name}
          hasMore={pages.hasMore}
          onEnd={pages.more}
        />
      )}
      <p className="small quiet">
        A runner is started with a token of the scope runner, made in the settings:
      </p>
      <Command text={runnerCommand()} />
    </section>
  )
}
