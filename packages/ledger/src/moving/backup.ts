/** Backups of a ledger in use, and what is made of them again. A backup is a ledger of SQLite, whatever it is of. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { failureOf } from '../engine/failure.ts'
import type { Sources } from '../engine/ids.ts'
import { openSqlite, type SqliteEngine } from '../engine/sqlite-engine.ts'
import type { EventHead } from '../events/event.ts'
import { readHead } from '../events/log.ts'
import { type Ledger, openLedger } from '../ledger.ts'
import { migrations } from '../migrations/list.ts'
import { demandKnown, readApplied } from '../migrations/migrate.ts'
import { demandEqual, digestTables, type TableDigest } from './digest.ts'
import { copyLedger, makeFile } from './move.ts'

/** What a backup holds. Kept elsewhere, `head` proves later that the log was neither changed nor cut. */
export interface BackupReport {
  readonly file: string
  readonly tables: readonly TableDigest[]
  readonly head: EventHead
}

const isSqlite = (engine: Ledger['engine']): engine is SqliteEngine => engine.name === 'sqlite'

/** One file without a log beside it, so that it can be copied and kept read-only. */
function closeLog(file: string): void {
  try {
    const database = new DatabaseSync(file)
    database.exec('pragma journal_mode = delete')
    database.close()
  } catch (error) {
    throw failureOf(error)
  }
}

async function reading<T>(engine: SqliteEngine, act: (engine: SqliteEngine) => Promise<T>): Promise<T> {
  try {
    return await act(engine)
  } finally {
    await engine.close()
  }
}

async function copyFileOf(
  engine: SqliteEngine,
  sources: Sources,
  file: string,
): Promise<readonly TableDigest[]> {
  return await makeFile(file, async partial => {
    const source = await engine.copyTo(partial, digestTables)
    closeLog(partial)
    demandEqual(
      source,
      await reading(openSqlite(partial, sources, true), copy => copy.snapshot(digestTables)),
    )
    return source
  })
}

/** Puts what a copy of PostgreSQL left beside the file into it. */
async function copyRows(ledger: Ledger, file: string): Promise<readonly TableDigest[]> {
  const tables = await copyLedger(ledger, file)
  closeLog(file)
  return tables
}

/**
 * Writes one moment of a ledger to a new file while it is in use, and reads it back to compare. Codes:
 * `ledger-target-not-empty`, `ledger-differs`, `ledger-disk-full`, `ledger-cannot-open`.
 */
export async function backupLedger(ledger: Ledger, file: string): Promise<BackupReport> {
  const { engine, sources } = ledger
  const tables = isSqlite(engine) ? await copyFileOf(engine, sources, file) : await copyRows(ledger, file)
  const head = await reading(openSqlite(file, sources, true), copy => readHead(copy.read))
  return { file, tables, head }
}

/** A backup of an older schema is brought to the newest one in a copy; the backup is never touched. */
async function openBackup(
  file: string,
  sources: Sources,
): Promise<{ ledger: Ledger; dir: string | undefined }> {
  await reading(openSqlite(file, sources, true), async engine =>
    demandKnown(await readApplied(engine.read, 'sqlite'), migrations),
  )
  const dir = await mkdtemp(join(tmpdir(), 'foreseen-restore-'))
  const copy = join(dir, 'copy.ledger')
  await copyFile(file, copy)
  return { ledger: await openLedger({ address: copy, ...sources }), dir }
}

/**
 * Makes a ledger of a backup at an empty place, on either engine, at the newest schema. Codes:
 * `ledger-not-a-ledger`, `ledger-damaged`, `ledger-schema-newer`, `ledger-target-not-empty`, `ledger-differs`.
 */
export async function restoreLedger(
  file: string,
  address: string,
  sources: Sources,
): Promise<readonly TableDigest[]> {
  const { ledger, dir } = await openBackup(file, sources)
  try {
    return await copyLedger(ledger, address)
  } finally {
    await ledger.close()
    if (dir !== undefined) await rm(dir, { recursive: true, force: true })
  }
}
