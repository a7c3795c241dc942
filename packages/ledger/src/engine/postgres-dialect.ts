/** Kysely on a pool of `pg`. Our own driver, since Kysely's hides the client that bulk inserts need. */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type TransactionSettings,
} from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { failureOf, LedgerFailure } from './failure.ts'
import { PostgresConnection } from './postgres-connection.ts'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

class PostgresDriver implements Driver {
  readonly #pool: Pool
  readonly #connections = new WeakMap<PoolClient, PostgresConnection>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    try {
      const client = await this.#pool.connect()
      const known = this.#connections.get(client) ?? new PostgresConnection(client)
      this.#connections.set(client, known)
      return known
    } catch (error) {
      throw failureOf(error)
    }
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const level = settings.isolationLevel ?? 'serializable'
    const mode = settings.accessMode ?? 'read write'
    await connection.executeQuery(CompiledQuery.raw(`start transaction isolation level ${level} ${mode}`))
  }

  /** PostgreSQL answers COMMIT with ROLLBACK when a statement of the transaction had failed. */
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { rows } = await connection.executeQuery<{ command: string }>(CompiledQuery.raw('commit'))
    if (rows[0]?.command === 'ROLLBACK')
      throw new LedgerFailure('ledger-contended', 'the transaction was rolled back instead of committed')
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (connection instanceof PostgresConnection && connection.broken) return
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${quoted(name)}`))
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to savepoint ${quoted(name)}`))
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release savepoint ${quoted(name)}`))
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (connection instanceof PostgresConnection) connection.client.release(connection.broken)
  }

  async destroy(): Promise<void> {
    await this.#pool.end()
  }
}

/** The dialect over one pool. */
export function postgresDialect(pool: Pool): Dialect {
  return {
    createDriver: () => new PostgresDriver(pool),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: db => new PostgresIntrospector(db),
  }
}
