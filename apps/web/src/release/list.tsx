import type { ShownName, ShownPage, ShownRelease } from '@foreseen/facts'
import { Link } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Button, SelectField } from '../design/control.tsx'
import { countText } from '../design/count-words.ts'
import { PageHeading } from '../design/heading.tsx'
import { Empty, Loading, ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Command, Day } from '../design/text.tsx'
import { useGet, usePages } from '../http/query.ts'
import { ScanCommand } from '../inventory/scan-command.tsx'
import { SearchField } from '../inventory/search-field.tsx'
import { queryOf, useFilters } from '../shell/route.ts'
import { useMay } from '../shell/session.ts'
import { AddRelease } from './add.tsx'
import { ImportInstalls } from './import.tsx'
import { StandingCell } from './standing.tsx'
import { supports, supportTitles } from './words.ts'
import '../inventory/record.css'

const columns: readonly Column<ShownRelease>[] = [
  {
    id: 'name',
    title: 'Release',
    cell: row => `${row.product.name} ${row.version}`,
    width: '12rem',
    sort: row => `${row.product.name} ${row.version}`,
  },
  { id: 'platform', title: 'Platform', cell: row => row.platform, width: '7rem', wideOnly: true },
  { id: 'standing', title: 'Standing', cell: row => <StandingCell standing={row.standing} /> },
  {
    id: 'day',
    title: 'Day',
    cell: row => (row.standing.day === null ? '' : <Day iso={row.standing.day.slice(0, 10)} />),
    width: '8rem',
    sort: row => row.standing.day,
  },
  {
    id: 'installs',
    title: 'Installs',
    cell: row =>
      row.installs === null ? <span className="quiet">not told</span> : countText(row.installs.count),
    align: 'right',
    width: '6rem',
    sort: row => row.installs?.count ?? null,
  },
  {
    id: 'support',
    title: 'Support',
    cell: row => supportTitles[row.support],
    width: '9rem',
    sort: row => supports.indexOf(row.support),
  },
]

const supportOptions = [
  { value: '', label: 'any support' },
  ...supports.map(support => ({ value: support, label: supportTitles[support] })),
]

function Filters() {
  const [{ query = '', product = '', support = '' }, change] = useFilters()
  const { data: products } = useGet<ShownPage<ShownName>>('/products?limit=200')
  const search = useCallback((text: string) => change({ query: text }), [change])
  const known = products?.items ?? []
  const productOptions = [
    { value: '', label: 'every product' },
    ...known.map(({ id, name }) => ({ value: id, label: name })),
    // A link may name a product that is not among the first ones: it stays chosen.
    ...(product === '' || known.some(({ id }) => id === product) ? [] : [{ value: product, label: product }]),
  ]
  return (
    <div className="find-row">
      <SearchField label="Search releases" value={query} onSearch={search} placeholder="product or version" />
      <SelectField
        label="Product"
        hideLabel
        value={product}
        onChange={value => change({ product: value })}
        options={productOptions}
      />
      <SelectField
        label="Support"
        hideLabel
        value={support}
        onChange={value => change({ support: value })}
        options={supportOptions}
      />
    </div>
  )
}

function NoReleases({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Empty title="No release fits">
        <p>Take out a filter, or fewer letters.</p>
      </Empty>
    )
  }
  return (
    <Empty title="No release is known yet">
      <p>
        <Link to="/start">Drop an artefact here</Link>, or scan it where it is built:
      </p>
      <ScanCommand />
      <p>Many releases, with their install counts and endpoints, come from one file:</p>
      <Command text="foreseen apply foreseen.yaml" />
    </Empty>
  )
}

/** What an editor may do with the whole list. */
function Actions() {
  const [open, setOpen] = useState<'' | 'add' | 'import'>('')
  if (!useMay('editor')) return null
  return (
    <>
      <Button onClick={() => setOpen('import')}>Import install counts</Button>
      <Button onClick={() => setOpen('add')}>Add a release</Button>
      <AddRelease open={open === 'add'} onClose={() => setOpen('')} />
      <ImportInstalls open={open === 'import'} onClose={() => setOpen('')} />
    </>
  )
}

/** Everything that ships, and until when it lives. */
export function ReleaseList() {
  const [{ query = '', product = '', support = '' }] = useFilters()
  const pages = usePages<ShownRelease>(`/releases${queryOf({ query, product, support, limit: '100' })}`)
  const isEmpty = !pages.isPending && pages.error === null && pages.items.length === 0
  const isFiltered = [query, product, support].some(each => each !== '')
  return (
    <div className="record">
      <PageHeading title="Releases">
        <Actions />
      </PageHeading>
      {isEmpty && !isFiltered ? null : <Filters />}
      {pages.error !== null ? <ProblemNote error={pages.error} retry={pages.retry} /> : null}
      {pages.isPending ? <Loading /> : null}
      {isEmpty ? <NoReleases isFiltered={isFiltered} /> : null}
      {pages.items.length > 0 ? (
        <DataTable
          label="Releases"
          columns={columns}
          rows={pages.items}
          getRowId={row => row.id}
          getRowHref={row => `/releases/${row.id}`}
          hasMore={pages.hasMore}
          onEnd={pages.more}
        />
      ) : null}
    </div>
  )
}
