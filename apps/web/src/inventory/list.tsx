import { kinds, type ShownObject } from '@foreseen/facts'
import { useCallback } from 'react'
import { SelectField } from '../design/control.tsx'
import { countText } from '../design/count-words.ts'
import { PageHeading } from '../design/heading.tsx'
import { Empty, Loading, ProblemNote } from '../design/state.tsx'
import { type Column, DataTable } from '../design/table.tsx'
import { Day } from '../design/text.tsx'
import { usePages } from '../http/query.ts'
import { queryOf, useFilters } from '../shell/route.ts'
import { KindLink, LevelMark } from './marks.tsx'
import { levelOfKind, levels, objectName, objectTypes, typeTitle } from './name.ts'
import { ScanCommand } from './scan-command.tsx'
import { SearchField } from './search-field.tsx'
import './record.css'

const columns: readonly Column<ShownObject>[] = [
  {
    id: 'name',
    title: 'Object',
    cell: row => objectName(row),
    width: '15rem',
    sort: row => objectName(row).toLowerCase(),
  },
  { id: 'type', title: 'Type', cell: row => typeTitle(row.type), width: '8rem', sort: row => row.type },
  {
    id: 'level',
    title: 'Level',
    cell: row => (row.kind === null ? '' : <LevelMark level={levelOfKind(row.kind)} />),
    width: '5.5rem',
    sort: row => (row.kind === null ? null : levels.indexOf(levelOfKind(row.kind))),
  },
  {
    id: 'kind',
    title: 'Kind',
    cell: row =>
      row.kind === null ? (
        <span className="quiet">served, not found</span>
      ) : (
        <span className="small">
          <KindLink kind={row.kind} />
        </span>
      ),
  },
  { id: 'key', title: 'Key', cell: row => row.key ?? '', width: '7.5rem', wideOnly: true },
  {
    id: 'ends',
    title: 'Ends',
    cell: row => (row.notAfter === null ? '' : <Day iso={row.notAfter.slice(0, 10)} />),
    width: '8rem',
    sort: row => row.notAfter,
  },
  {
    id: 'releases',
    title: 'Releases',
    cell: row => countText(row.releases),
    align: 'right',
    width: '5.5rem',
    sort: row => row.releases,
  },
  {
    id: 'endpoints',
    title: 'Endpoints',
    cell: row => countText(row.endpoints),
    align: 'right',
    width: '6rem',
    sort: row => row.endpoints,
  },
]

const typeOptions = [
  { value: '', label: 'every type' },
  ...objectTypes.map(type => ({ value: type, label: typeTitle(type) })),
]
const levelOptions = [
  { value: '', label: 'every level' },
  ...levels.map(level => ({ value: level, label: level })),
]

/** Kinds of the chosen level, else all, most attention first. */
const kindOptions = (level: string) => [
  { value: '', label: 'every kind' },
  ...levels
    .filter(each => level === '' || each === level)
    .flatMap(each => kinds.filter(kind => kind.level === each))
    .map(({ id, title }) => ({ value: id, label: title })),
]

function NothingFound({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Empty title="Nothing fits">
        <p>Parts of subjects, issuers, digests and pins are searched. Take out a filter, or fewer letters.</p>
      </Empty>
    )
  }
  return (
    <Empty title="Nothing was found yet">
      <p>
        What a scan finds in a release stands here, once however often it occurs. Scan one from a build
        machine:
      </p>
      <ScanCommand />
    </Empty>
  )
}

/** Every certificate, key and pin that was found or served. */
export function InventoryList() {
  const [{ query = '', type = '', kind = '', level = '' }, change] = useFilters()
  const pages = usePages<ShownObject>(`/objects${queryOf({ query, type, kind, level, limit: '100' })}`)
  const search = useCallback((text: string) => change({ query: text }), [change])
  return (
    <div className="record">
      <PageHeading title="Inventory" />
      <div className="find-row">
        <SearchField
          label="Search the inventory"
          value={query}
          onSearch={search}
          placeholder="part of a subject, issuer, digest or pin"
        />
        <SelectField
          label="Type"
          hideLabel
          value={type}
          onChange={value => change({ type: value })}
          options={typeOptions}
        />
        <SelectField
          label="Level"
          hideLabel
          value={level}
          onChange={value => change({ level: value, kind: undefined })}
          options={levelOptions}
        />
        <SelectField
          label="Kind"
          hideLabel
          value={kind}
          onChange={value => change({ kind: value })}
          options={kindOptions(level)}
        />
      </div>
      {pages.error !== null ? <ProblemNote error={pages.error} retry={pages.retry} /> : null}
      {pages.isPending ? <Loading /> : null}
      {!pages.isPending && pages.error === null && pages.items.length === 0 ? (
        <NothingFound isFiltered={[query, type, kind, level].some(each => each !== '')} />
      ) : null}
      {pages.items.length > 0 ? (
        <DataTable
          label="Objects"
          columns={columns}
          rows={pages.items}
          getRowId={row => String(row.id)}
          getRowHref={row => `/inventory/${row.id}`}
          hasMore={pages.hasMore}
          onEnd={pages.more}
        />
      ) : null}
    </div>
  )
}
