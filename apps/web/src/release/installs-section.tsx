import type { ShownInstalls, ShownReleaseWhole } from '@foreseen/facts'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { Button, TextField } from '../design/control.tsx'
import { countText } from '../design/count-words.ts'
import { Loading, ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Tabs } from '../design/tabs.tsx'
import { Day } from '../design/text.tsx'
import { useSend } from '../http/query.ts'
import { useFilters } from '../shell/route.ts'
import { useMay } from '../shell/session.ts'

const InstallsChart = lazy(async () => ({ default: (await import('./installs-chart.tsx')).InstallsChart }))

const columns: readonly Column<ShownInstalls>[] = [
  { id: 'at', title: 'Day', cell: ({ at }) => <Day iso={at.slice(0, 10)} /> },
  { id: 'count', title: 'Installs', cell: ({ count }) => countText(count), align: 'right' },
]

const today = (): string => new Date().toISOString().slice(0, 10)

function AddInstalls({ id }: { readonly id: string }) {
  const [at, setAt] = useState(today)
  const [count, setCount] = useState('')
  const { mutate, isPending, error } = useSend<ShownReleaseWhole, { at: string; count: number }>(
    'POST',
    `/releases/${id}/installs`,
    ['releases', 'forecasts'],
  )
  const isCount = /^\d{1,15}$/.test(count.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isCount)
      mutate({ at: `${at}T00:00:00Z`, count: Number(count.trim()) }, { onSuccess: () => setCount('') })
  }
  return (
    <form className="form" onSubmit={submit}>
      <div className="form-row installs-form">
        <TextField label="Day" type="date" value={at} onChange={setAt} required />
        <TextField
          label="Installs"
          value={count}
          onChange={setCount}
          error={count === '' || isCount ? undefined : 'a whole number'}
        />
      </div>
      {error === null ? null : <ProblemNote error={error} />}
      <Button type="submit" busy={isPending} disabled={!isCount || at === ''}>
        Add the count
      </Button>
    </form>
  )
}

function Shown({ installs }: { readonly installs: readonly ShownInstalls[] }) {
  const [{ installs: view = 'chart' }, change] = useFilters()
  const table = (
    <DataTable label="Installs over time" columns={columns} rows={installs} getRowId={({ at }) => at} />
  )
  if (installs.length < 2) return table
  return (
    <Tabs
      label="How installs are shown"
      value={view === 'table' ? 'table' : 'chart'}
      onChange={id => change({ installs: id === 'table' ? 'table' : undefined })}
      tabs={[
        {
          id: 'chart',
          title: 'Chart',
          content: (
            <Suspense fallback={<Loading />}>
              <InstallsChart installs={installs} />
            </Suspense>
          ),
        },
        { id: 'table', title: 'Table', content: table },
      ]}
    />
  )
}

/** How many have it, over time. */
export function InstallsSection({ release }: { readonly release: ShownReleaseWhole }) {
  const mayEdit = useMay('editor')
  const { installsOverTime: installs } = release
  return (
    <section aria-labelledby="installs-heading">
      <h2 id="installs-heading">Installs</h2>
      {installs.length === 0 ? (
        <p className="quiet">
          Nobody has said how many there are; forecasts cannot weigh this release against others.
        </p>
      ) : (
        <Shown installs={installs} />
      )}
      {mayEdit ? <AddInstalls id={release.id} /> : null}
    </section>
  )
}
