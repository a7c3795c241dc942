import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import type { QueryResult as PgResult, PoolClient } from 'pg'
import { failureOf } from './failure.ts'
import { parameterOf, type Value } from './values.ts'

/** Statements that change rows and say how many. */
const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

let cursors = 0

/** One client of the pool: parameters and errors in the ledger's terms. */
export class PostgresConnection implements DatabaseConnection {
  readonly client: PoolClient
  /** Set when the client cannot be trusted any more; it is closed instead of going back to the pool. */
  broken = false

  constructor(client: PoolClient) {
    this.client = client
    // A client that breaks while it is in use tells so by an event that would end the program if nobody heard it.
    client.on('error', () => {
      this.broken = true
    })
  }

  async #query(sql: string, values: readonly unknown[]): Promise<PgResult> {
    try {
      return await this.client.query(sql, [...values])
    } catch (error) {
      const failure = failureOf(error)
      if (failure instanceof Error && 'code' in failure && failure.code === 'ledger-unreachable')
        this.broken = true
      throw failure
    }
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.#query(sql, parameters.map(parameterOf))
    if (command === 'COMMIT' || command === 'ROLLBACK') return { rows: rowsOf<R>([{ command }]) }
    if (!changing.has(command)) return { rows: rowsOf<R>(rows) }
    return { rows: rowsOf<R>(rows), numAffectedRows: BigInt(rowCount ?? 0) }
  }

  /** Runs a statement whose parameters are whole columns. */
  async runColumns(sql: string, columns: readonly (readonly Value[])[]): Promise<number> {
    const { rowCount } = await this.#query(sql, columns)
    return rowCount ?? 0
  }

  /** Through a cursor, which lives in the transaction under way. */
  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    const name = `foreseen_${++cursors}`
    await this.#query(`declare ${name} no scroll cursor for ${query.sql}`, query.parameters.map(parameterOf))
    try {
      for (;;) {
        const { rows } = await this.#query(`fetch ${chunkSize} from ${name}`, [])
        if (rows.length > 0) yield { rows: rowsOf<R>(rows) }
        if (rows.length < chunkSize) return
      }
    } finally {
      if (!this.broken) await this.#query(`close ${name}`, [])
    }
  }
}

/** Kysely's types say what a query returns; the engine cannot check it again for every row. */
const rowsOf = <R>(rows: readonly unknown[]): R[] => rows as R[]
