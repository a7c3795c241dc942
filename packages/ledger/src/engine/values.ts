/**
 * The one place where values of both engines are made alike: integers are numbers within 53 bits, bytes are
 * `Uint8Array`, booleans are 0 and 1, times are milliseconds since the epoch, JSON is text.
 */
import pg from 'pg'
import { LedgerFailure } from './failure.ts'

/** What both engines store. */
export type Value = string | number | Uint8Array | null

/** PostgreSQL's oids of int8, numeric and bytea (catalogue pg_type). */
const int8 = 20
const numeric = 1700
const bytea = 17

/** A parameter as both engines take it. Code: `ledger-unstorable`. */
export function parameterOf(value: unknown): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return textOf(value)
  if (typeof value === 'number') return numberOf(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return numberOf(Number(value))
  if (value instanceof Uint8Array) return value
  throw new TypeError(`a ${typeof value} is no value of the ledger`)
}

/** PostgreSQL has no NUL in a text (its documentation, 8.3); SQLite would cut at it in places. */
function textOf(text: string): string {
  if (!text.includes('\0')) return text
  throw new LedgerFailure('ledger-unstorable', `a text holds a NUL: ${JSON.stringify(text.slice(0, 60))}`)
}

function numberOf(number: number): number {
  if (Number.isSafeInteger(number)) return number
  throw new LedgerFailure('ledger-unstorable', `${number} is no integer within 53 bits`)
}

const integerOf = (text: string): number => numberOf(Number(text))

/** `sum` and `avg` of integers are numeric in PostgreSQL; only whole ones are asked for. */
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.slice(2), 'hex'))

/** Readers for the types of PostgreSQL that the schema uses; everything else comes as `pg` gives it. */
export const postgresTypes: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (oid === int8 || oid === numeric) return integerOf
    if (oid === bytea) return bytesOf
    return pg.types.getTypeParser(oid, format)
  },
}
