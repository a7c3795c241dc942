import { backup } from 'node:sqlite'
import { CompiledQuery, Kysely } from 'kysely'
import { type Engine, persisting } from './engine.ts'
import { failureOf } from './failure.ts'
import type { Sources } from './ids.ts'
import type { Changes, Schema } from './schema.ts'
import { openFile, SqliteConnection } from './sqlite-connection.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

/** Pages copied between two turns of the event loop: 4 MB. */
const copiedPages = 1024

interface OpenFile {
  readonly connection: SqliteConnection
  readonly db: Kysely<Schema>
}

function open(file: string, readOnly: boolean): OpenFile {
  const connection = new SqliteConnection(openFile(file, { readOnly }))
  return { connection, db: new Kysely<Schema>({ dialect: sqliteDialect(connection) }) }
}

/** One that looks only. Not opened read-only: a reader of a WAL must be able to take part in it. */
function openReader(file: string, readOnly: boolean): OpenFile {
  const opened = open(file, readOnly)
  opened.connection.database.exec('pragma query_only = on')
  return opened
}

/** SQLite's part of an engine beside what all have. */
export interface SqliteEngine extends Engine {
  readonly name: 'sqlite'
  readonly file: string
  /** The connection that writes, for migrations. */
  readonly writer: Kysely<Schema>
  /** Copies the file as it is now while others go on writing, and then asks `act` about that same moment. */
  readonly copyTo: <T>(target: string, act: (view: Changes) => Promise<T>) => Promise<T>
}

/**
 * A file as a ledger: one connection that writes, one that reads meanwhile (WAL lets it see what is committed),
 * and one more for each long view. `readOnly` opens a file that is not to be touched.
 */
export function openSqlite(file: string, sources: Sources, readOnly = false): SqliteEngine {
  const writer = open(file, readOnly)
  const reader = openReader(file, readOnly)
  const persist = persisting(sources.random)
  return {
    name: 'sqlite',
    file,
    read: reader.db,
    writer: writer.db,
    transact: act => persist(() => writer.db.transaction().execute(act)),
    appending: async changes => changes,
    snapshot: act => viewing(openReader(file, readOnly), act),
    copyTo: (target, act) => copying(openReader(file, readOnly), target, act),
    close: async () => {
      await shut(reader)
      await shut(writer)
    },
  }
}

/** Kysely closes only what was used; a file left open would keep its log beside it. */
async function shut({ connection, db }: OpenFile): Promise<void> {
  await db.destroy()
  if (connection.database.isOpen) connection.database.close()
}

/** `begin` alone takes no view; the first read does. */
async function viewing<T>(opened: OpenFile, act: (view: Changes) => Promise<T>): Promise<T> {
  try {
    return await opened.db.connection().execute(async session => {
      await session.executeQuery(CompiledQuery.raw('begin'))
      await session.executeQuery(CompiledQuery.raw('select count(*) from sqlite_schema'))
      return await act(session as Changes)
    })
  } finally {
    await shut(opened)
  }
}

/** A backup within a view copies that view, and is not begun anew when others write (sqlite.org/c3ref/backup_finish.html). */
const copying = <T>(opened: OpenFile, target: string, act: (view: Changes) => Promise<T>): Promise<T> =>
  viewing(opened, async view => {
    try {
      await backup(opened.connection.database, target, { rate: copiedPages })
    } catch (error) {
      throw failureOf(error)
    }
    return await act(view)
  })
