/** Whether a ledger still is what was put into it. */
import { createHash } from 'node:crypto'
import { CompiledQuery } from 'kysely'
import type { Queries } from '../engine/schema.ts'
import type { EventHead } from '../events/event.ts'
import { verifyEvents } from '../events/verify.ts'
import type { Ledger } from '../ledger.ts'

/** Something that is not as it was put in. */
export interface LedgerFault {
  readonly room: 'file' | 'events' | 'objects' | 'forecasts'
  /** Number or id of the first thing that is wrong, or ''. */
  readonly subject: string
  readonly detail: string
}

const chunkRows = 500

/** What SQLite itself says of its file; PostgreSQL checks its pages when it reads them. */
async function fileFaults(view: Queries): Promise<LedgerFault[]> {
  const check = await view.executeQuery<Record<string, unknown>>(
    CompiledQuery.raw('pragma integrity_check(5)'),
  )
  const keys = await view.executeQuery<Record<string, unknown>>(CompiledQuery.raw('pragma foreign_key_check'))
  const said = check.rows.map(row => String(Object.values(row)[0])).filter(text => text !== 'ok')
  return [
    ...said.map((detail): LedgerFault => ({ room: 'file', subject: '', detail })),
    ...keys.rows.slice(0, 1).map(
      (row): LedgerFault => ({
        room: 'file',
        subject: String(row.table),
        detail: `${keys.rows.length} rows refer to nothing`,
      }),
    ),
  ]
}

/** Bytes against the digest that they are known by. */
async function objectFaults(view: Queries): Promise<LedgerFault[]> {
  const query = view.selectFrom('objects').select(['id', 'type', 'sha256', 'spki_sha256', 'body'])
  for await (const { id, type, sha256, spki_sha256, body } of query
    .where('body', 'is not', null)
    .stream(chunkRows)) {
    const expected = type === 'public-key' ? spki_sha256 : sha256
    if (body === null || createHash('sha256').update(body).digest('hex') === expected) continue
    return [
      {
        room: 'objects',
        subject: String(id),
        detail: `object ${id}: its bytes are not those of ${expected}`,
      },
    ]
  }
  return []
}

async function forecastFaults({ read, forecasts }: Ledger): Promise<LedgerFault[]> {
  for (const { id } of await read.selectFrom('forecasts').select('id').orderBy('id').execute()) {
    if (await forecasts.isUnchanged(id)) continue
    return [
      { room: 'forecasts', subject: id, detail: `forecast ${id} does not say what it said when it was made` },
    ]
  }
  return []
}

async function eventFaults({ engine }: Ledger, kept: EventHead | undefined): Promise<LedgerFault[]> {
  const verified = await verifyEvents(engine, kept)
  if (verified.sound) return []
  return [{ room: 'events', subject: String(verified.seq), detail: verified.detail }]
}

/**
 * Everything that can be checked: the file, the chain of events, bytes of objects, forecasts. Empty when all is
 * as it was put in. `kept` is a head of the log noted elsewhere (`BackupReport`).
 */
export async function verifyLedger(ledger: Ledger, kept?: EventHead): Promise<readonly LedgerFault[]> {
  const { engine } = ledger
  return [
    ...(engine.name === 'sqlite' ? await engine.snapshot(fileFaults) : []),
    ...(await eventFaults(ledger, kept)),
    ...(await engine.snapshot(objectFaults)),
    ...(await forecastFaults(ledger)),
  ]
}
