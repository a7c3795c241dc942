/** Lists of objects: by kind, by end, by what is typed. Both engines give the same answer in the same order. */
import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { EngineName } from '../engine/engine.ts'
import { limitOf, numberAfter, type Page, type PageRequest, pageOf, positionOf } from '../engine/paging.ts'
import type { Queries, Row, Schema } from '../engine/schema.ts'
import { lastIndexed } from './index-objects.ts'
import { isMetBy } from './meeting.ts'

/** Which objects are wanted. */
export interface ObjectFilter extends PageRequest {
  /** Only what this organisation found or was served. */
  readonly organisation?: string
  readonly type?: string
  readonly kind?: string
  /** Any of these. */
  readonly kinds?: readonly string[]
  /** Part of a subject, an issuer, a fingerprint or a pin, as people write them. */
  readonly text?: string
  /** `substring` unless said; texts of one or two characters are looked for at beginnings only. */
  readonly match?: 'prefix' | 'substring'
}

/** An object without its bytes. */
export type StoredObject = Omit<Row<'objects'>, 'body' | 'search'>

const columns = [
  'objects.id',
  'objects.identity',
  'objects.type',
  'objects.kind',
  'objects.sha256',
  'objects.spki_sha256',
  'objects.digest_algorithm',
  'objects.digest',
  'objects.subject',
  'objects.issuer',
  'objects.serial',
  'objects.key_text',
  'objects.not_before_ms',
  'objects.not_after_ms',
  'objects.position',
] as const

/** Longer texts are in no subject and no fingerprint. */
const maxText = 300

/** Trigrams need three characters (sqlite.org/fts5.html, 4.3.4). */
const shortest = 3

/** How much of the beginning is indexed (`004-finding.ts`). */
const indexed = 64

/**
 * What is typed, as it is stored: lower case; `AB:CD:...` without colons; `sha256/BASE64=` and bare base64 of a
 * SHA-256 as hex.
 */
export function searchedText(typed: string): string {
  const text = typed.trim().slice(0, maxText)
  if (/^[0-9a-f]{2}([: ][0-9a-f]{2})+:?$/i.test(text)) return text.replace(/[: ]/g, '').toLowerCase()
  const pin = /^(?:sha256[/:])?([A-Za-z0-9+/]{43}=)$/.exec(text)?.[1]
  return pin === undefined ? text.toLowerCase() : Buffer.from(pin, 'base64').toString('hex')
}

/** Behind every text that begins so: no character follows the last one of Unicode. */
const behind = (text: string): string => `${text}\u{10ffff}`

function beginsWith(eb: ExpressionBuilder<Schema, 'objects'>, text: string) {
  const start = text.slice(0, indexed)
  const beginning = sql<string>`substr(objects.search, 1, ${sql.lit(indexed)})`
  const whole = sql<SqlBool>`substr(objects.search, 1, length(${text})) = ${text}`
  const within = (column: 'objects.sha256' | 'objects.spki_sha256' | 'objects.digest') =>
    eb.and([eb(column, '>=', text), eb(column, '<', behind(text))])
  return eb.or([
    eb.and([sql<SqlBool>`${beginning} >= ${start}`, sql<SqlBool>`${beginning} < ${behind(start)}`, whole]),
    within('objects.sha256'),
    within('objects.spki_sha256'),
    within('objects.digest'),
  ])
}

const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const containing = (text: string) => sql<SqlBool>`objects.search like ${`%${escaped(text)}%`} escape '\\'`

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** Trigrams that are looked up; the text itself is compared with what they leave. */
const askedGrams = 4

const digitsIn = (gram: string): number => gram.replace(/[^0-9]/g, '').length

/**
 * What FTS5 is asked: the trigrams with most digits, which are rare where `com` and `api` are everywhere. Asking
 * for the whole phrase reads the lists of all its trigrams and takes up to six times as long (50,000 objects).
 */
function asked(text: string): string {
  const characters = [...text]
  const grams = characters.slice(2).map((_, at) => characters.slice(at, at + shortest).join(''))
  const rarest = [...new Set(grams)].sort((a, b) => digitsIn(b) - digitsIn(a))
  return rarest.slice(0, askedGrams).map(quoted).join(' AND ')
}

function objectsWanted(view: Queries, filter: ObjectFilter) {
  let query = view
    .selectFrom('objects')
    .select(columns)
    .limit(limitOf(filter) + 1)
  if (filter.type !== undefined) query = query.where('objects.type', '=', filter.type)
  if (filter.kind !== undefined) query = query.where('objects.kind', '=', filter.kind)
  if (filter.kinds !== undefined) query = query.where('objects.kind', 'in', [...filter.kinds, ''])
  if (filter.organisation !== undefined) query = query.where(isMetBy(filter.organisation))
  return query
}

/** FTS5 gives rows by number as it meets them, so that a page reads no further than it must. */
async function indexedRows(view: Queries, filter: ObjectFilter, text: string, last: number) {
  const type = filter.type === undefined ? sql`` : sql`and objects.type = ${filter.type}`
  const kind = filter.kind === undefined ? sql`` : sql`and objects.kind = ${filter.kind}`
  const kinds =
    filter.kinds === undefined ? sql`` : sql`and objects.kind in (${sql.join([...filter.kinds, ''])})`
  const met = filter.organisation === undefined ? sql`` : sql`and ${isMetBy(filter.organisation)}`
  const { rows } = await sql<StoredObject>`
    select ${sql.join(columns.map(column => sql.ref(column)))}
    from object_search cross join objects on objects.id = object_search.rowid
    where object_search match ${asked(text)} and instr(objects.search, ${text}) > 0
      and object_search.rowid > ${numberAfter(filter) ?? 0}
      and object_search.rowid <= ${last} ${type} ${kind} ${kinds} ${met}
    order by object_search.rowid limit ${limitOf(filter) + 1}`.execute(view)
  return rows
}

/** The index first, then the few objects that are not in it yet. */
async function searchSqlite(view: Queries, filter: ObjectFilter, text: string): Promise<StoredObject[]> {
  const last = await lastIndexed(view)
  const rows = await indexedRows(view, filter, text, last)
  if (rows.length > limitOf(filter)) return rows
  const outside = await objectsWanted(view, filter)
    .where('objects.id', '>', Math.max(last, numberAfter(filter) ?? 0))
    .where(sql<SqlBool>`instr(objects.search, ${text}) > 0`)
    .orderBy('objects.id')
    .execute()
  return [...rows, ...outside].slice(0, limitOf(filter) + 1)
}

async function rowsOf(view: Queries, engine: EngineName, filter: ObjectFilter): Promise<StoredObject[]> {
  const text = searchedText(filter.text ?? '')
  const prefix = filter.match === 'prefix' || [...text].length < shortest
  if (text !== '' && !prefix && engine === 'sqlite') return await searchSqlite(view, filter, text)
  const after = numberAfter(filter)
  let query = objectsWanted(view, filter).orderBy('objects.id')
  if (after !== undefined) query = query.where('objects.id', '>', after)
  if (text !== '') query = query.where(eb => (prefix ? beginsWith(eb, text) : containing(text)))
  return await query.execute()
}

/** Objects in the order in which they were first met. Code: `ledger-bad-cursor`. */
export async function listObjects(
  view: Queries,
  engine: EngineName,
  filter: ObjectFilter,
): Promise<Page<StoredObject>> {
  const rows = await rowsOf(view, engine, filter)
  return pageOf(
    rows,
    filter,
    row => [row.id],
    row => row,
  )
}

/** Certificates by their end, from a day on: what runs out next. Code: `ledger-bad-cursor`. */
export async function listEnding(
  view: Queries,
  filter: ObjectFilter & { readonly fromMs: number },
): Promise<Page<StoredObject>> {
  const [endMs, id] = positionOf(filter, ['number', 'number']) ?? [filter.fromMs, 0]
  const rows = await objectsWanted(view, filter)
    .where(sql<SqlBool>`(objects.not_after_ms, objects.id) > (${endMs}, ${id})`)
    .orderBy('objects.not_after_ms')
    .orderBy('objects.id')
    .execute()
  return pageOf(
    rows,
    filter,
    row => [row.not_after_ms ?? 0, row.id],
    row => row,
  )
}
