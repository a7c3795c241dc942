/** What rooms work with: reading, and changes that carry their events. */
import type { LedgerAddress } from '../engine/address.ts'
import type { Engine, EngineName } from '../engine/engine.ts'
import { LedgerFailure } from '../engine/failure.ts'
import type { Sources } from '../engine/ids.ts'
import type { Changes, Queries } from '../engine/schema.ts'
import type { LedgerEvent } from './event.ts'

/** A change under way. */
export interface Change {
  readonly engine: EngineName
  readonly rows: Changes
  /** The moment of the change, the same for all it writes. */
  readonly nowMs: number
  /** A new id: `rel_` and 26 digits. */
  readonly id: (prefix: string) => string
  /** Adds to the log, together with the change or not at all. */
  readonly record: (event: LedgerEvent) => void
  /** Carries a part out that may fail without undoing the rest. */
  readonly attempt: <T>(act: () => Promise<T>) => Promise<T>
}

/** What every room is opened on. */
export interface Core {
  readonly address: LedgerAddress
  readonly engine: Engine
  readonly sources: Sources
  /** Reads what is committed. */
  readonly read: Queries
  /**
   * Carries a change out as if it were alone: all of it with its events, or nothing. It may be tried several
   * times, so `act` has no effect but through the change. Codes: `ledger-*`.
   */
  readonly transact: <T>(act: (change: Change) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

/** On whose behalf something is recorded. */
export interface By {
  readonly organisation: string
  /** `person:per_...`, `token:tok_...`, `job:job_...`, `operator`, `provider`, `system`. */
  readonly actor: string
}

/** The failure of a name that is not in the ledger. */
export const missing = (what: string, id: string): LedgerFailure =>
  new LedgerFailure('ledger-missing', `there is no ${what} ${id}`)

/** The row, or the failure that it is not there. Code: `ledger-missing`. */
export function demand<R>(row: R | undefined, what: string, id: string): R {
  if (row === undefined) throw missing(what, id)
  return row
}
