import { createHash } from 'node:crypto'
import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import { Refusal } from '../http/refusal.ts'

/** A longer text was not given out by us. */
const mostLength = 2048

/** What a cursor belongs to: the list, and the filters and order it was read with. */
export interface CursorHome {
  readonly list: string
  readonly filters: object
}

const markOf = ({ list, filters }: CursorHome): string =>
  createHash('sha256')
    .update(JSON.stringify([list, Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('base64url')
    .slice(0, 12)

/** The position after which the next page begins, as an opaque text. */
export const writeCursor = (home: CursorHome, position: unknown): string =>
  Buffer.from(JSON.stringify([markOf(home), position])).toString('base64url')

function parsed(text: string): unknown {
  if (text.length > mostLength || !/^[\w-]+$/.test(text)) return undefined
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/**
 * The position of a cursor, if it was given out for this list. It is checked and not signed: it says only where to go
 * on, and every row it leads to is checked for access like any other. Errors: `server-bad-cursor`.
 */
export function readCursor<T extends TSchema>(home: CursorHome, position: T, text: string): Static<T> {
  const value = parsed(text)
  if (!Array.isArray(value) || value.length !== 2 || value[0] !== markOf(home))
    throw new Refusal(
      'server-bad-cursor',
      'The cursor does not belong to this list, these filters and this order.',
    )
  const found: unknown = value[1]
  if (!Check(position, found)) throw new Refusal('server-bad-cursor', 'The cursor was changed on its way.')
  return found
}

/** What every list takes beside its filters. */
export const pageQuery = {
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: mostLength, description: '"next" of the page before' }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 500, description: 'Rows of a page; 50 unless told' }),
  ),
}

export const usualLimit = 50

/** What every list answers: a page, and the cursor of the next or null. */
export const pageShape = <T extends TSchema>(item: T) =>
  Type.Object(
    { items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) },
    { additionalProperties: false },
  )
