/** Types of queries, from the list of tables. */
import type { Generated, Insertable, Kysely, Selectable, Transaction } from 'kysely'
import { tables } from './tables.ts'

/** What a column holds. */
export type ColumnType = 'text' | 'int' | 'bytes' | 'text?' | 'int?' | 'bytes?' | 'serial'

interface ColumnValues {
  readonly text: string
  readonly int: number
  readonly bytes: Uint8Array
  readonly 'text?': string | null
  readonly 'int?': number | null
  readonly 'bytes?': Uint8Array | null
  readonly serial: Generated<number>
}

type Described = typeof tables

/** A table's name. */
export type TableName = keyof Described

/** All tables as Kysely wants them. */
export type Schema = {
  readonly [T in TableName]: {
    -readonly [C in keyof Described[T]['columns']]: Described[T]['columns'][C] extends ColumnType
      ? ColumnValues[Described[T]['columns'][C]]
      : never
  }
}

/** One row as it is read. */
export type Row<T extends TableName> = Selectable<Schema[T]>

/** One row as it is written. */
export type NewRow<T extends TableName> = Insertable<Schema[T]>

/** Something to ask with: the read side, or a transaction under way. */
export type Queries = Kysely<Schema>

/** A transaction that changes something. */
export type Changes = Transaction<Schema>

export interface TableShape {
  readonly name: TableName
  readonly key: readonly string[]
  readonly columns: readonly (readonly [name: string, type: ColumnType])[]
}

const shapeOf = (name: TableName): TableShape => ({
  name,
  key: tables[name].key,
  columns: Object.entries(tables[name].columns),
})

const isTable = (name: string): name is TableName => name in tables

/** Every table, referred-to ones first. */
export const tableShapes: readonly TableShape[] = Object.keys(tables).filter(isTable).map(shapeOf)
