/** What a table holds, in two numbers that are the same on both engines. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { LedgerFailure } from '../engine/failure.ts'
import { type Queries, type TableShape, tableShapes } from '../engine/schema.ts'

export interface TableDigest {
  readonly table: string
  readonly rows: number
  /** SHA-256, lower-case hex, over all rows by their key, each a line of JSON with bytes in hex. */
  readonly sha256: string
}

/** Rows read at once. */
const chunkRows = 2000

/** A row by column name. */
export type AnyRow = Readonly<Record<string, unknown>>

/** All rows of a table by its key, as a view sees them. */
export function rowsOf(view: Queries, { name, key, columns }: TableShape): AsyncIterable<AnyRow> {
  const list = sql.join(columns.map(([column]) => sql.ref(column)))
  const order = sql.join(key.map(column => sql.ref(column)))
  const query = sql<AnyRow>`select ${list} from ${sql.table(name)} order by ${order}`
  return streamed(view, query.compile(view))
}

async function* streamed(
  view: Queries,
  query: ReturnType<ReturnType<typeof sql<AnyRow>>['compile']>,
): AsyncIterable<AnyRow> {
  for await (const { rows } of view.getExecutor().stream<AnyRow>(query, chunkRows)) yield* rows
}

const told = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')
    : value

/** Counts and hashes rows one by one. */
export class TableHash {
  readonly #shape: TableShape
  readonly #hash = createHash('sha256')
  #rows = 0

  constructor(shape: TableShape) {
    this.#shape = shape
  }

  add(row: AnyRow): void {
    this.#rows++
    this.#hash.update(`${JSON.stringify(this.#shape.columns.map(([name]) => told(row[name])))}\n`)
  }

  end(): TableDigest {
    return { table: this.#shape.name, rows: this.#rows, sha256: this.#hash.digest('hex') }
  }
}

/** Count and digest of every table, as a view sees them. */
export async function digestTables(view: Queries): Promise<readonly TableDigest[]> {
  const digests: TableDigest[] = []
  for (const shape of tableShapes) {
    const hash = new TableHash(shape)
    for await (const row of rowsOf(view, shape)) hash.add(row)
    digests.push(hash.end())
  }
  return digests
}

/** Holds two sides against each other. Code: `ledger-differs`, naming the first table that is not the same. */
export function demandEqual(source: readonly TableDigest[], copy: readonly TableDigest[]): void {
  for (const { table, rows, sha256 } of source) {
    const other = copy.find(digest => digest.table === table)
    if (other?.rows === rows && other.sha256 === sha256) continue
    const counts = `${rows} rows in the source, ${other?.rows ?? 0} in the copy`
    throw new LedgerFailure('ledger-differs', `table ${table}: ${counts}, digests differ`)
  }
}
