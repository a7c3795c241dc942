import type { DatabaseConnection } from 'kysely'
import { PostgresConnection } from './postgres-connection.ts'
import { type Changes, type ColumnType, type NewRow, type TableName, tableShapes } from './schema.ts'
import { SqliteConnection } from './sqlite-connection.ts'
import { parameterOf, type Value } from './values.ts'

/** Rows for one statement of PostgreSQL, or between two pauses on SQLite: some 10 ms of work. */
const chunkRows = 1000

const arrayTypes: Readonly<Record<ColumnType, string>> = {
  text: 'text[]',
  'text?': 'text[]',
  int: 'bigint[]',
  'int?': 'bigint[]',
  bytes: 'bytea[]',
  'bytes?': 'bytea[]',
  serial: 'bigint[]',
}

/** A row by column name, as bulk inserts read it. */
type Fields = Readonly<Record<string, unknown>>

interface Insertion {
  readonly sqlite: string
  readonly postgresql: string
  readonly names: readonly string[]
}

/** The statement for a table; columns that no row of the batch has (a serial) are left to the engine. */
function insertionOf(table: TableName, first: object, ignoring: boolean): Insertion {
  const columns = (tableShapes.find(({ name }) => name === table)?.columns ?? []).filter(
    ([name]) => name in first,
  )
  const names = columns.map(([name]) => name)
  const into = `insert into ${table} (${names.join(', ')})`
  const conflict = ignoring ? ' on conflict do nothing' : ''
  const casts = columns.map(([, type], index) => `$${index + 1}::${arrayTypes[type]}`).join(', ')
  return {
    names,
    sqlite: `${into} values (${names.map(() => '?').join(', ')})${conflict}`,
    postgresql: `${into} select * from unnest(${casts})${conflict}`,
  }
}

async function insertChunk(
  connection: DatabaseConnection,
  { sqlite, postgresql, names }: Insertion,
  rows: readonly Fields[],
): Promise<number> {
  const values = rows.map(row => names.map((name): Value => parameterOf(row[name])))
  if (connection instanceof SqliteConnection) return connection.runMany(sqlite, values)
  if (!(connection instanceof PostgresConnection)) throw new TypeError('an unknown kind of connection')
  const columns = names.map((_, column) => values.map(row => row[column] ?? null))
  return await connection.runColumns(postgresql, columns)
}

const fieldsOf = (rows: readonly object[]): readonly Fields[] => rows as readonly Fields[]

const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/**
 * Inserts many rows that have the same columns, in chunks between which other work gets its turn. `ignoring`
 * leaves rows out whose key is there. Returns how many were inserted. Codes: `ledger-conflict`, `ledger-*`.
 */
export async function insertMany<T extends TableName>(
  changes: Changes,
  table: T,
  rows: readonly NewRow<T>[],
  { ignoring = false }: { readonly ignoring?: boolean } = {},
): Promise<number> {
  const [first] = rows
  if (first === undefined) return 0
  const insertion = insertionOf(table, first, ignoring)
  return await changes.getExecutor().provideConnection(async connection => {
    let inserted = 0
    for (let from = 0; from < rows.length; from += chunkRows) {
      if (from > 0) await pause()
      inserted += await insertChunk(connection, insertion, fieldsOf(rows.slice(from, from + chunkRows)))
    }
    return inserted
  })
}
