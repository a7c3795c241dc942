import type { Page, PageRequest } from '@foreseen/ledger'
import { Type } from 'typebox'
import { type CursorHome, readCursor, usualLimit, writeCursor } from './cursor.ts'

/** The ledger pages by cursors of its own; they travel inside ours, which hold filters and order together. */

const inner = Type.String({ maxLength: 4000 })

/** What to ask the ledger for. Errors: `server-bad-cursor`. */
export const ledgerPage = (
  home: CursorHome,
  { cursor, limit }: { readonly cursor?: string; readonly limit?: number },
): PageRequest => ({
  limit: limit ?? usualLimit,
  ...(cursor === undefined ? {} : { after: readCursor(home, inner, cursor) }),
})

/** What the ledger answered, as the interface tells it. */
export const pageText = <Row, T>(
  home: CursorHome,
  { items, next }: Page<Row>,
  text: (row: Row) => T,
): { items: T[]; next: string | null } => ({
  items: items.map(text),
  next: next === undefined ? null : writeCursor(home, next),
})
