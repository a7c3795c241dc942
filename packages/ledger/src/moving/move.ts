/** Moving a ledger to another place, on either engine, with both sides compared. */
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { sql } from 'kysely'
import { parseLedgerAddress } from '../engine/address.ts'
import { insertMany } from '../engine/bulk.ts'
import { LedgerFailure } from '../engine/failure.ts'
import type { Sources } from '../engine/ids.ts'
import {
  type Changes,
  type NewRow,
  type Queries,
  type TableName,
  type TableShape,
  tableShapes,
} from '../engine/schema.ts'
import type { Core } from '../events/change.ts'
import { type Ledger, openLedger } from '../ledger.ts'
import { demandEqual, digestTables, rowsOf, type TableDigest, TableHash } from './digest.ts'

/** Rows held in memory at once while copying. */
const chunkRows = 2000

/** Rows of a table have the columns of that table: they were read by its own list. */
const insertRows = (changes: Changes, table: TableName, rows: readonly object[]): Promise<number> =>
  insertMany(changes, table, rows as readonly NewRow<TableName>[])

async function copyTable(view: Queries, target: Changes, shape: TableShape): Promise<TableDigest> {
  const hash = new TableHash(shape)
  let rows: object[] = []
  for await (const row of rowsOf(view, shape)) {
    hash.add(row)
    rows.push(row)
    if (rows.length < chunkRows) continue
    await insertRows(target, shape.name, rows)
    rows = []
  }
  await insertRows(target, shape.name, rows)
  return hash.end()
}

/** PostgreSQL gives numbers out beside the table: it is told where to go on. SQLite sees for itself. */
async function continueSerials(target: Changes, shape: TableShape): Promise<void> {
  for (const [column, type] of shape.columns) {
    if (type !== 'serial') continue
    const highest = sql`select coalesce(max(${sql.ref(column)}), 0) + 1 from ${sql.table(shape.name)}`
    await sql`select setval(pg_get_serial_sequence(${shape.name}, ${column}), (${highest}), false)`.execute(
      target,
    )
  }
}

async function demandEmpty(target: Changes): Promise<void> {
  for (const { name } of tableShapes) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(target)
    if (rows.length > 0)
      throw new LedgerFailure('ledger-target-not-empty', `table ${name} of the target holds something`)
  }
}

/** Copies all tables of a view into an empty ledger, in one change, and compares what arrived. */
async function copyInto(view: Queries, target: Core): Promise<readonly TableDigest[]> {
  const source = await target.engine.transact(async changes => {
    await demandEmpty(changes)
    const digests: TableDigest[] = []
    for (const shape of tableShapes) {
      digests.push(await copyTable(view, changes, shape))
      if (target.engine.name === 'postgresql') await continueSerials(changes, shape)
    }
    return digests
  })
  demandEqual(source, await target.engine.snapshot(digestTables))
  return source
}

/** Name of a file while it is being made; nobody takes it for a ledger. */
export const partialName = (file: string): string => `${file}.partial`

/** Removes a file of SQLite with what lies beside it. */
export async function removeFile(file: string): Promise<void> {
  for (const ending of ['', '-wal', '-shm', '-journal']) await rm(`${file}${ending}`, { force: true })
}

/** Carries `make` out on a file of another name, which gets its own when all went well. Code: `ledger-target-not-empty`. */
export async function makeFile<T>(file: string, make: (partial: string) => Promise<T>): Promise<T> {
  if (existsSync(file)) throw new LedgerFailure('ledger-target-not-empty', `${file} is there already`)
  const partial = partialName(file)
  await removeFile(partial)
  try {
    const result = await make(partial)
    await rename(partial, file)
    return result
  } catch (error) {
    await removeFile(partial)
    throw error
  }
}

async function copyTo(view: Queries, address: string, sources: Sources): Promise<readonly TableDigest[]> {
  const fill = async (place: string): Promise<readonly TableDigest[]> => {
    const target = await openLedger({ address: place, ...sources })
    try {
      return await copyInto(view, target)
    } finally {
      await target.close()
    }
  }
  const parsed = parseLedgerAddress(address)
  return parsed.engine === 'sqlite' ? await makeFile(parsed.file, fill) : await fill(parsed.url)
}

/** Copies one moment of a ledger to an empty place; the ledger goes on being used. */
export const copyLedger = (source: Core, address: string): Promise<readonly TableDigest[]> =>
  source.engine.snapshot(view => copyTo(view, address, source.sources))

/**
 * Moves a ledger to an empty place on either engine. Changes wait meanwhile, so that nothing is left behind;
 * what is open here goes on with the old place until it is closed. Answers counts and digests, which are the
 * same on both sides. Codes: `ledger-target-not-empty`, `ledger-differs`, those of opening the target.
 */
export const moveLedger = (source: Ledger, address: string): Promise<readonly TableDigest[]> =>
  source.engine.transact(async changes => {
    await source.engine.appending(changes)
    return await copyLedger(source, address)
  })
