import { CompiledQuery, Kysely } from 'kysely'
import { type Engine, persist } from './engine.ts'
import type { Sources } from './ids.ts'
import type { Changes, Schema } from './schema.ts'
import { openFile, SqliteConnection } from './sqlite-connection.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

const open = (file: string, readOnly: boolean): { connection: SqliteConnection; db: Kysely<Schema> } => {
  const connection = new SqliteConnection(openFile(file, { readOnly }))
  return { connection, db: new Kysely<Schema>({ dialect: sqliteDialect(connection) }) }
}

/** SQLite's part of an engine beside what all have: the connection that writes, for migrations. */
export interface SqliteEngine extends Engine {
  readonly name: 'sqlite'
  readonly file: string
  readonly writer: Kysely<Schema>
}

/**
 * A file as a ledger: one connection that writes, one that reads meanwhile (WAL lets it see what is committed),
 * and one more for each long view. `readOnly` opens a copy that is not to be touched.
 */
export function openSqlite(file: string, sources: Sources, readOnly = false): SqliteEngine {
  const writer = open(file, readOnly)
  const reader = open(file, false)
  reader.connection.database.exec('pragma query_only = on')
  return {
    name: 'sqlite',
    file,
    read: reader.db,
    writer: writer.db,
    transact: act => persist(sources.random, () => writer.db.transaction().execute(act)),
    appending: async changes => changes,
    snapshot: act => snapshotOf(file, act),
    close: async () => {
      await reader.db.destroy()
      await writer.db.destroy()
    },
  }
}

/** `begin` alone takes no view; the first read does. */
async function snapshotOf<T>(file: string, act: (view: Changes) => Promise<T>): Promise<T> {
  const { connection, db } = open(file, false)
  connection.database.exec('pragma query_only = on')
  try {
    return await db.connection().execute(async session => {
      await session.executeQuery(CompiledQuery.raw('begin'))
      await session.executeQuery(CompiledQuery.raw('select count(*) from sqlite_schema'))
      return await act(session as Changes)
    })
  } finally {
    await db.destroy()
  }
}
