/** Carries migrations out, forward only, each in one transaction, one program at a time. */
import { createHash } from 'node:crypto'
import { CompiledQuery, type Kysely } from 'kysely'
import { LedgerFailure } from '../engine/failure.ts'
import { migrationLock, type PostgresEngine } from '../engine/postgres-engine.ts'
import type { Schema } from '../engine/schema.ts'
import type { SqliteEngine } from '../engine/sqlite-engine.ts'
import { type Migration, table } from './statements.ts'

type Session = Kysely<Schema>
type Migrated = SqliteEngine | PostgresEngine

/** A migration that a database went through. */
export interface AppliedMigration {
  readonly number: number
  readonly name: string
  readonly checksum: string
}

const raw = (text: string, values: readonly unknown[] = []): CompiledQuery =>
  CompiledQuery.raw(text, [...values])

/** SHA-256 over what is carried out on either engine, so that both know one number for it. */
export function checksumOf({ number, name, statements }: Migration): string {
  const text = JSON.stringify([number, name, statements('sqlite'), statements('postgresql')])
  return createHash('sha256').update(text).digest('hex')
}

const existsSql = {
  sqlite: "select 1 as found from sqlite_schema where name = 'schema_migrations'",
  postgresql: "select 1 as found where to_regclass('schema_migrations') is not null",
} as const

const foreignSql = {
  sqlite: `select name from sqlite_schema where type = 'table'
    and name not like 'sqlite_%' and name not like 'job%' limit 1`,
  postgresql: `select tablename as name from pg_tables where schemaname = current_schema()
    and tablename in ('events', 'organisations', 'objects') limit 1`,
} as const

/** Migrations that the database behind a session went through; none for an empty one. Code: `ledger-not-a-ledger`. */
export async function readApplied(
  session: Session,
  engine: Migrated['name'],
): Promise<readonly AppliedMigration[]> {
  const { rows: known } = await session.executeQuery(raw(existsSql[engine]))
  if (known.length > 0) {
    const list = 'select number, name, checksum from schema_migrations order by number'
    return (await session.executeQuery<AppliedMigration>(raw(list))).rows
  }
  const { rows: foreign } = await session.executeQuery<{ name: string }>(raw(foreignSql[engine]))
  if (foreign[0] === undefined) return []
  throw new LedgerFailure(
    'ledger-not-a-ledger',
    `the database has a table ${foreign[0].name} of another program`,
  )
}

/** Refuses what a newer program wrote and what went through other migrations of the same number. */
export function demandKnown(applied: readonly AppliedMigration[], list: readonly Migration[]): void {
  applied.forEach(({ number, name, checksum }, index) => {
    const known = list[index]
    if (known === undefined)
      throw new LedgerFailure(
        'ledger-schema-newer',
        `the database went through migration ${number} (${name}); this program knows ${list.length}`,
      )
    if (known.number !== number || checksumOf(known) !== checksum)
      throw new LedgerFailure(
        'ledger-schema-changed',
        `migration ${number} (${name}) is not the one known here`,
      )
  })
}

const begin = { sqlite: 'begin exclusive', postgresql: 'begin' } as const

const versions = `number integer primary key, name text not null, checksum text not null,
  applied_ms integer not null`

/** One migration and the note of it, or neither. */
async function applyOne(
  session: Session,
  engine: Migrated['name'],
  migration: Migration,
  nowMs: number,
): Promise<void> {
  await session.executeQuery(raw(begin[engine]))
  try {
    const applied = await readApplied(session, engine)
    if (applied.length < migration.number) {
      if (applied.length === 0 && migration.number === 1)
        await session.executeQuery(raw(table(engine, 'schema_migrations', versions)))
      for (const statement of migration.statements(engine)) await session.executeQuery(raw(statement))
      const note =
        engine === 'sqlite'
          ? 'insert into schema_migrations values (?, ?, ?, ?)'
          : 'insert into schema_migrations values ($1, $2, $3, $4)'
      const { number, name } = migration
      await session.executeQuery(raw(note, [number, name, checksumOf(migration), nowMs]))
    }
    await session.executeQuery(raw('commit'))
  } catch (error) {
    await session.executeQuery(raw('rollback')).catch(() => undefined)
    throw error
  }
}

async function applyAll(
  session: Session,
  engine: Migrated['name'],
  list: readonly Migration[],
  nowMs: number,
): Promise<void> {
  const applied = await readApplied(session, engine)
  demandKnown(applied, list)
  for (const migration of list.slice(applied.length)) await applyOne(session, engine, migration, nowMs)
}

/**
 * Brings a database to the newest schema. On SQLite each migration holds the file alone, on PostgreSQL an
 * advisory lock is held, so that of several programs one works and the others find it done. Codes:
 * `ledger-schema-newer`, `ledger-schema-changed`, `ledger-not-a-ledger`, `ledger-*`.
 */
export async function migrate(engine: Migrated, list: readonly Migration[], nowMs: number): Promise<void> {
  await engine.writer.connection().execute(async session => {
    if (engine.name === 'sqlite') return await applyAll(session, 'sqlite', list, nowMs)
    await session.executeQuery(raw('select pg_advisory_lock($1)', [migrationLock]))
    try {
      await applyAll(session, 'postgresql', list, nowMs)
    } finally {
      await session.executeQuery(raw('select pg_advisory_unlock($1)', [migrationLock])).catch(() => undefined)
    }
  })
}
