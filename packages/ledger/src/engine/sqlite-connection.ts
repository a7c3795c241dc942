import { accessSync, constants, existsSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { failureOf, LedgerFailure } from './failure.ts'
import { parameterOf, type Value } from './values.ts'

/** Distinct statements of the program are a few hundred; generated ones beyond that are prepared anew. */
const maxStatements = 400

/** How long SQLite itself waits for a lock; it holds the thread meanwhile, so the rest is waited for outside. */
const busyMs = 100

export interface SqliteSettings {
  readonly readOnly: boolean
}

/** Opens a file with the settings that make it a ledger: WAL, every commit on the disk, foreign keys. */
export function openFile(file: string, { readOnly }: SqliteSettings): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { readOnly, timeout: busyMs, enableForeignKeyConstraints: true })
    if (!readOnly) database.exec('pragma journal_mode = wal; pragma synchronous = full')
    // Pages of indexes are written to the file once for many changes: 32 MB of log instead of 4.
    if (!readOnly) database.exec('pragma wal_autocheckpoint = 8000')
    database.exec('pragma cache_size = -65536; pragma temp_store = memory; pragma foreign_keys = on')
    return database
  } catch (error) {
    throw isFrozen(file)
      ? new LedgerFailure('ledger-read-only', `${file} may not be written`, error)
      : failureOf(error)
  }
}

/** A file with a log beside it cannot even be read where nothing may be written (sqlite.org/wal.html, 5). */
function isFrozen(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    return false
  } catch {
    return existsSync(file)
  }
}

/** One open file: statements are prepared once, rows come in the ledger's values. */
export class SqliteConnection implements DatabaseConnection {
  readonly database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.database = database
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.database.prepare(sql)
    if (this.#statements.size >= maxStatements) {
      const [oldest] = this.#statements.keys()
      if (oldest !== undefined) this.#statements.delete(oldest)
    }
    this.#statements.set(sql, statement)
    return statement
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const statement = this.#prepare(sql)
      const values = parameters.map(parameterOf)
      if (statement.columns().length > 0) return { rows: rowsOf<R>(statement.all(...values)) }
      const { changes } = statement.run(...values)
      return { rows: [], numAffectedRows: BigInt(changes) }
    } catch (error) {
      throw failureOf(error)
    }
  }

  /** Runs one statement for many rows; returns how many rows it changed. */
  runMany(sql: string, rows: readonly (readonly Value[])[]): number {
    try {
      const statement = this.#prepare(sql)
      let changes = 0
      for (const row of rows) changes += Number(statement.run(...row).changes)
      return changes
    } catch (error) {
      throw failureOf(error)
    }
  }

  /** A statement of its own, since an iteration may be left half way while others go on. */
  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    try {
      let rows: unknown[] = []
      for (const row of this.database.prepare(query.sql).iterate(...query.parameters.map(parameterOf))) {
        rows.push(row)
        if (rows.length < chunkSize) continue
        yield { rows: rowsOf<R>(rows) }
        rows = []
      }
      if (rows.length > 0) yield { rows: rowsOf<R>(rows) }
    } catch (error) {
      throw failureOf(error)
    }
  }
}

/** Kysely's types say what a query returns; the engine cannot check it again for every row. */
const rowsOf = <R>(rows: readonly unknown[]): R[] => rows as R[]
