import { CompiledQuery, Kysely, sql } from 'kysely'
import { Pool } from 'pg'
import { type Engine, persisting } from './engine.ts'
import { LedgerFailure } from './failure.ts'
import type { Sources } from './ids.ts'
import { postgresDialect } from './postgres-dialect.ts'
import type { Changes, Schema } from './schema.ts'
import { postgresTypes } from './values.ts'

/** Keys of advisory locks, the letters "fore" and a number: nobody else in the database should use them. */
export const migrationLock = 0x666f7265_01
const appendingLock = 0x666f7265_02

const oldestVersion = 150_000

/** Connections of one process: readers, writers, and one that looks at the end of the log. */
const readers = 6
const writers = 4

/** PostgreSQL's part of an engine beside what all have: the pool that writes, for migrations. */
export interface PostgresEngine extends Engine {
  readonly name: 'postgresql'
  readonly writer: Kysely<Schema>
}

function poolOf(url: string, max: number, options: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    options,
    types: postgresTypes,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: 'foreseen',
  })
  // A client that breaks while idle is replaced by the pool; the next query says what is wrong.
  pool.on('error', () => undefined)
  return pool
}

const kyselyOf = (pool: Pool): Kysely<Schema> => new Kysely<Schema>({ dialect: postgresDialect(pool) })

/** A database as a ledger. Codes: `ledger-unreachable`, `ledger-login-refused`, `ledger-postgresql-old`. */
export async function openPostgres(url: string, sources: Sources): Promise<PostgresEngine> {
  const readOnly = '-c default_transaction_read_only=on'
  const writer = kyselyOf(poolOf(url, writers, ''))
  const read = kyselyOf(poolOf(url, readers, readOnly))
  const latest = kyselyOf(poolOf(url, 1, readOnly))
  const close = async (): Promise<void> => {
    for (const db of [read, latest, writer]) await db.destroy()
  }
  try {
    await demandVersion(read)
  } catch (error) {
    await close()
    throw error
  }
  const persist = persisting(sources.random)
  return {
    name: 'postgresql',
    read,
    writer,
    transact: act => persist(() => writer.transaction().execute(act)),
    // Taken at the end of a change: the lock is given back after the commit is visible to all.
    appending: async changes => {
      await sql`select pg_advisory_xact_lock(${sql.lit(appendingLock)})`.execute(changes)
      return latest
    },
    snapshot: act => snapshotOf(read, act),
    close,
  }
}

async function demandVersion(db: Kysely<Schema>): Promise<void> {
  const { rows } = await db.executeQuery<{ server_version_num: string }>(
    CompiledQuery.raw('show server_version_num'),
  )
  const version = Number(rows[0]?.server_version_num)
  if (version >= oldestVersion) return
  throw new LedgerFailure('ledger-postgresql-old', `the server is version ${Math.floor(version / 10_000)}`)
}

const snapshotOf = <T>(db: Kysely<Schema>, act: (view: Changes) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(act)
