import type { ShownEndpoint } from '@foreseen/facts'
import { useCallback, useState } from 'react'
import { Button, SelectField } from '../design/control.tsx'
import { PageHeading } from '../design/heading.tsx'
import { Empty, Loading, ProblemNote } from '../design/state.tsx'
import { StatusShape } from '../design/status.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Command, Day } from '../design/text.tsx'
import { usePages } from '../http/query.ts'
import { TokenHint } from '../inventory/scan-command.tsx'
import { SearchField } from '../inventory/search-field.tsx'
import { StandingCell } from '../release/standing.tsx'
import { queryOf, useFilters } from '../shell/route.ts'
import { useMay } from '../shell/session.ts'
import { AddEndpoint } from './add.tsx'
import { ImportEndpoints } from './import.tsx'
import { stateShape, stateWords } from './words.ts'
import './endpoint.css'
import '../inventory/record.css'

/** What was seen at the last look, and why nothing was. */
function Seen({ endpoint }: { readonly endpoint: ShownEndpoint }) {
  const shape = stateShape[endpoint.state]
  if (endpoint.ended !== null) return <span className="quiet">no longer looked at</span>
  return (
    <div className="standing">
      <span className={shape === undefined ? undefined : `status status-${shape}`}>
        {shape === undefined ? null : <StatusShape shape={shape} />}
        {stateWords[endpoint.state]}
      </span>
      {endpoint.trouble === '' ? null : <span className="small quiet">{endpoint.trouble}</span>}
    </div>
  )
}

const columns: readonly Column<ShownEndpoint>[] = [
  { id: 'name', title: 'Endpoint', cell: row => row.name, width: '15rem', sort: row => row.name },
  { id: 'state', title: 'Last look', cell: row => <Seen endpoint={row} />, width: '11rem' },
  {
    id: 'ends',
    title: 'Certificate ends',
    cell: row => (row.notAfter === null ? '' : <Day iso={row.notAfter.slice(0, 10)} />),
    width: '8rem',
    sort: row => row.notAfter,
  },
  { id: 'standing', title: 'Who it breaks', cell: row => <StandingCell standing={row.standing} /> },
  {
    id: 'plan',
    title: 'Renewal',
    cell: row =>
      row.plan === null ? <span className="quiet">not planned</span> : row.plan.renews || 'planned',
    width: '8rem',
    wideOnly: true,
  },
  {
    id: 'next',
    title: 'Next look',
    cell: row => (row.ended !== null || row.nextLook === null ? '' : <Day iso={row.nextLook} />),
    width: '9rem',
    wideOnly: true,
  },
]

const stateOptions = [
  { value: '', label: 'every state' },
  { value: 'served', label: 'serves' },
  { value: 'failed', label: 'could not look' },
  { value: 'unseen', label: 'not looked at yet' },
]

const endedOptions = [
  { value: '', label: 'looked at' },
  { value: 'true', label: 'also former ones' },
]

function Actions() {
  const [open, setOpen] = useState<'' | 'add' | 'import'>('')
  if (!useMay('editor')) return null
  return (
    <>
      <Button onClick={() => setOpen('import')}>Add many</Button>
      <Button onClick={() => setOpen('add')}>Add an endpoint</Button>
      <AddEndpoint open={open === 'add'} onClose={() => setOpen('')} />
      <ImportEndpoints open={open === 'import'} onClose={() => setOpen('')} />
    </>
  )
}

function NoEndpoints({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Empty title="No endpoint fits">
        <p>Take out a filter, or fewer letters.</p>
      </Empty>
    )
  }
  return (
    <Empty title="No endpoint is looked at yet">
      <p>
        Add one above: its certificates are looked at from here, again and again, the more often the nearer
        their end. What this server cannot reach is looked at from a machine that can:
      </p>
      <Command text={`foreseen observe www.example.org --push ${location.origin}`} />
      <TokenHint />
    </Empty>
  )
}

/** Every endpoint that is looked at: what it serves, until when, who breaks when it changes. */
export function EndpointList() {
  const [{ query = '', state = '', ended = '' }, change] = useFilters()
  const pages = usePages<ShownEndpoint>(`/endpoints${queryOf({ query, state, ended, limit: '100' })}`)
  const search = useCallback((text: string) => change({ query: text }), [change])
  const isEmpty = !pages.isPending && pages.error === null && pages.items.length === 0
  const isFiltered = [query, state, ended].some(each => each !== '')
  return (
    <div className="record">
      <PageHeading title="Endpoints">
        <Actions />
      </PageHeading>
      {isEmpty && !isFiltered ? null : (
        <div className="find-row">
          <SearchField
            label="Search endpoints"
            value={query}
            onSearch={search}
            placeholder="part of host or port"
          />
          <SelectField
            label="State"
            hideLabel
            value={state}
            onChange={value => change({ state: value })}
            options={stateOptions}
          />
          <SelectField
            label="Looked at"
            hideLabel
            value={ended}
            onChange={value => change({ ended: value })}
            options={endedOptions}
          />
        </div>
      )}
      {pages.error !== null ? <ProblemNote error={pages.error} retry={pages.retry} /> : null}
      {pages.isPending ? <Loading /> : null}
      {isEmpty ? <NoEndpoints isFiltered={isFiltered} /> : null}
      {pages.items.length > 0 ? (
        <DataTable
          label="Endpoints"
          columns={columns}
          rows={pages.items}
          getRowId={row => row.id}
          getRowHref={row => `/endpoints/${row.id}`}
          hasMore={pages.hasMore}
          onEnd={pages.more}
        />
      ) : null}
    </div>
  )
}
