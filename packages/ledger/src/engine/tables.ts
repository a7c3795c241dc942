import { foreseenTables } from './tables-foreseen.ts'
import { foundTables } from './tables-found.ts'
import { rehearsedTables } from './tables-rehearsed.ts'

/**
 * The tables of the ledger, in an order in which each refers only to earlier ones. Types of queries, bulk
 * inserts, moving and digests follow from here; a test holds it equal to what the migrations make. `?` may be
 * null; `serial` is an integer that the engine gives out.
 */
export const tables = { ...foundTables, ...foreseenTables, ...rehearsedTables } as const
