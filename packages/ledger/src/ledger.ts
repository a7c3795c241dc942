/** The ledger as a whole: opened once, used by every room. */
import { existsSync } from 'node:fs'
import { type LedgerAddress, parseLedgerAddress } from './engine/address.ts'
import { type Engine, persisting } from './engine/engine.ts'
import { newId, type Sources } from './engine/ids.ts'
import { openPostgres, type PostgresEngine } from './engine/postgres-engine.ts'
import { savepoint } from './engine/savepoint.ts'
import type { Changes } from './engine/schema.ts'
import { openSqlite, type SqliteEngine } from './engine/sqlite-engine.ts'
import type { Change, Core } from './events/change.ts'
import type { LedgerEvent } from './events/event.ts'
import { appendEvents } from './events/log.ts'
import { migrations } from './migrations/list.ts'
import { demandKnown, migrate, readApplied } from './migrations/migrate.ts'
import type { Migration } from './migrations/statements.ts'
import { type Rooms, roomsOf } from './rooms.ts'

/** How a ledger is opened. */
export interface LedgerOptions extends Sources {
  /** A path, `sqlite:PATH`, or a PostgreSQL URL. */
  readonly address: string
  /** For tests of earlier schemas; all there are otherwise. */
  readonly migrations?: readonly Migration[]
}

/** A ledger that is open: its core, and a room for each step of the story. */
export interface Ledger extends Core, Rooms {}

type Opened = SqliteEngine | PostgresEngine

const openEngine = async (address: LedgerAddress, sources: Sources): Promise<Opened> =>
  address.engine === 'sqlite' ? openSqlite(address.file, sources) : await openPostgres(address.url, sources)

async function changeIn<T>(
  engine: Engine,
  sources: Sources,
  rows: Changes,
  act: (change: Change) => Promise<T>,
): Promise<T> {
  const events: LedgerEvent[] = []
  const nowMs = sources.clock()
  const result = await act({
    engine: engine.name,
    rows,
    nowMs,
    id: prefix => newId(prefix, sources),
    record: event => void events.push(event),
    attempt: attempted => savepoint(rows, attempted),
  })
  await appendEvents(engine, rows, events, nowMs)
  return result
}

/** Several programs may start at once: whoever finds the other migrating tries again. */
async function openMigrated(
  address: LedgerAddress,
  sources: Sources,
  list: readonly Migration[],
): Promise<Opened> {
  const engine = await openEngine(address, sources)
  try {
    await migrate(engine, list, sources.clock())
    return engine
  } catch (error) {
    await engine.close()
    throw error
  }
}

/**
 * Opens a ledger, makes it where there is none, and brings it to the newest schema. Codes: `ledger-bad-url`,
 * `ledger-unreachable`, `ledger-login-refused`, `ledger-cannot-open`, `ledger-not-a-ledger`,
 * `ledger-schema-newer`, `ledger-schema-changed`, `ledger-read-only`, `ledger-disk-full`, `ledger-locked`.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const address = parseLedgerAddress(options.address)
  const { clock, random } = options
  const sources = { clock, random }
  const list = options.migrations ?? migrations
  const engine = await persisting(random)(() => openMigrated(address, sources, list))
  const core: Core = {
    address,
    engine,
    sources,
    read: engine.read,
    transact: act => engine.transact(rows => changeIn(engine, sources, rows, act)),
    close: engine.close,
  }
  return { ...core, ...roomsOf(core) }
}

/**
 * What is wrong with the schema of a ledger before it is opened: nothing, or that it is older, and by how many
 * migrations. Codes as `openLedger`.
 */
export async function pendingMigrations(options: LedgerOptions): Promise<number> {
  const address = parseLedgerAddress(options.address)
  const list = options.migrations ?? migrations
  if (address.engine === 'sqlite' && !existsSync(address.file)) return list.length
  const engine = await openEngine(address, options)
  try {
    const applied = await readApplied(engine.read, engine.name)
    demandKnown(applied, list)
    return list.length - applied.length
  } finally {
    await engine.close()
  }
}
