import type { ShownEvidence } from '@foreseen/facts'
import { countText } from '../design/count-words.ts'
import { type Column, DataTable } from '../design/table.tsx'
import { roleWords } from './words.ts'

const columns: readonly Column<ShownEvidence>[] = [
  { id: 'name', title: 'What was found', cell: ({ name }) => <span className="place">{name}</span> },
  { id: 'role', title: 'What it is to the endpoint', cell: ({ role }) => roleWords[role] },
  { id: 'path', title: 'File', cell: ({ path }) => <code className="place">{path}</code> },
  { id: 'offset', title: 'Offset', cell: ({ offset }) => <code>{countText(offset)}</code>, align: 'right' },
  { id: 'length', title: 'Bytes', cell: ({ length }) => countText(length), align: 'right', wideOnly: true },
  {
    id: 'symbol',
    title: 'Symbol',
    cell: ({ symbol }) => (symbol === null ? '' : <code className="place">{symbol}</code>),
  },
  { id: 'encoding', title: 'Written as', cell: ({ encoding }) => <code>{encoding}</code>, wideOnly: true },
]

const hrefOf = ({ object }: ShownEvidence): string | undefined =>
  object === null ? undefined : `/inventory/${object}`

/** Where what concerns the endpoint stands, down to file, offset and symbol. */
export function EvidenceTable({ evidence }: { readonly evidence: readonly ShownEvidence[] }) {
  if (evidence.length === 0)
    return (
      <p>
        Nothing hardwired that concerns this endpoint was found in this release: there is no place to show.
      </p>
    )
  return (
    <DataTable
      label="What was found, and where"
      columns={columns}
      rows={evidence}
      getRowId={({ object, path, offset, role }) => `${object} ${path} ${offset} ${role}`}
      getRowHref={hrefOf}
    />
  )
}
