import { LedgerFailure } from './failure.ts'

/** A part of a list; `next` is where it goes on, `undefined` at its end. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | undefined
}

/** Which part of a list is wanted. */
export interface PageRequest {
  /** What the page before said in `next`. */
  readonly after?: string
  /** 1 to 500; 50 unless said. */
  readonly limit?: number
}

const usualLimit = 50
const maxLimit = 500
const maxCursorLength = 4000

/** Rows asked for; one more than this is read to know whether there is a next page. */
export const limitOf = ({ limit = usualLimit }: PageRequest): number =>
  Math.min(Math.max(Math.trunc(limit) || 1, 1), maxLimit)

const encodeCursor = (position: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

const badCursor = (): LedgerFailure =>
  new LedgerFailure('ledger-bad-cursor', 'the cursor was not given out for this list')

function readCursor(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/**
 * The position after which a page begins: values of the sort key, whose types `kinds` lists; `undefined` for the
 * first page. Code: `ledger-bad-cursor`.
 */
export function positionOf(
  { after }: PageRequest,
  kinds: readonly ('string' | 'number')[],
): readonly unknown[] | undefined {
  if (after === undefined) return undefined
  const position = after.length > maxCursorLength ? undefined : readCursor(after)
  if (!Array.isArray(position) || position.length !== kinds.length) throw badCursor()
  const fits = position.every((value: unknown, index) =>
    kinds[index] === 'number' ? Number.isSafeInteger(value) : typeof value === 'string',
  )
  if (!fits) throw badCursor()
  return position
}

/** The cursor's place of a list that is sorted by one integer. Code: `ledger-bad-cursor`. */
export function numberAfter(request: PageRequest): number | undefined {
  const value = positionOf(request, ['number'])?.[0]
  return typeof value === 'number' ? value : undefined
}

/** The cursor's place of a list that is sorted by one text. Code: `ledger-bad-cursor`. */
export function textAfter(request: PageRequest): string | undefined {
  const value = positionOf(request, ['string'])?.[0]
  return typeof value === 'string' ? value : undefined
}

/** Makes a page of rows of which one more was read than is wanted. */
export function pageOf<R, T>(
  rows: readonly R[],
  request: PageRequest,
  position: (row: R) => readonly (string | number)[],
  read: (row: R) => T,
): Page<T> {
  const limit = limitOf(request)
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  const more = rows.length > limit && last !== undefined
  return { items: kept.map(read), next: more ? encodeCursor(position(last)) : undefined }
}
