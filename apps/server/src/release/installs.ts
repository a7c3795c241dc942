import { nearest } from '@foreseen/facts'
import { type By, type Ledger, roomsWithin } from '@foreseen/ledger'
import { Type } from 'typebox'
import { byOf, editors } from '../endpoint/changing.ts'
import { askForForecast } from '../forecast/ask.ts'
import type { Room } from '../http/context.ts'
import { dayMs } from '../http/days.ts'
import { answers } from '../http/problem.ts'
import { Refusal, type RefusedPart } from '../http/refusal.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Place } from '../place.ts'
import { type CsvRow, csvRows } from './csv.ts'

const columns = ['product', 'version', 'platform', 'at', 'count'] as const
type Column = (typeof columns)[number]

/** More come in several files; each is one change. */
const mostRows = 20_000
const mostBytes = 4_194_304
const mostParts = 20
const mostLength = 200

/** One line of a file of installs. */
export interface InstallsRow {
  readonly line: number
  readonly product: string
  readonly version: string
  readonly platform: string
  readonly atMs: number
  readonly count: number
}

const invalid = (parts: readonly RefusedPart[]): Refusal =>
  new Refusal('server-invalid', 'Lines are no installs, so none was taken in.', { parts })

function readHeader(row: CsvRow | undefined): ReadonlyMap<Column, number> {
  const names = (row?.fields ?? []).map(field => field.trim().toLowerCase())
  const line = row?.line ?? 1
  const parts: RefusedPart[] = []
  for (const name of names) {
    if (columns.some(column => column === name)) continue
    const near = nearest(name, columns)
    parts.push({
      at: `body/${line}`,
      detail: `The header names a column that is not known${near === undefined ? '' : `; did you mean ${near}`}.`,
    })
  }
  for (const column of columns) {
    const count = names.filter(name => name === column).length
    if (count > 1) parts.push({ at: `body/${line}`, detail: `The column ${column} is named twice.` })
    if (count === 0 && column !== 'platform')
      parts.push({ at: `body/${line}`, detail: `The header lacks the column ${column}.` })
  }
  if (parts.length > 0) throw invalid(parts.slice(0, mostParts))
  return new Map(columns.map(column => [column, names.indexOf(column)]))
}

const isName = (text: string, least: number): boolean =>
  text.length >= least && text.length <= mostLength && !/\p{Cc}/u.test(text)

/** A row, or what is wrong with it. */
function readRow({ line, fields }: CsvRow, header: ReadonlyMap<Column, number>): InstallsRow | string {
  if (fields.length !== [...header.values()].filter(at => at >= 0).length)
    return 'It has another number of fields than the header.'
  const field = (column: Column): string => fields[header.get(column) ?? -1]?.trim() ?? ''
  const [product, version, platform] = [field('product'), field('version'), field('platform')]
  if (!isName(product, 1)) return 'product is empty or no line of text.'
  if (!isName(version, 1)) return 'version is empty or no line of text.'
  if (!isName(platform, 0)) return 'platform is no line of text.'
  const atMs = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,12}Z)?$/.test(field('at'))
    ? dayMs(field('at'))
    : undefined
  if (atMs === undefined) return 'at is no day: write 2026-12-01.'
  if (!/^[0-9]{1,12}$/.test(field('count'))) return 'count is no whole number.'
  return { line, product, version, platform, atMs, count: Number(field('count')) }
}

/** Rows of a file of installs. Errors: `server-invalid` with the lines, `server-too-large`. */
export function parseInstalls(text: string): readonly InstallsRow[] {
  const records = csvRows(text)
  const header = readHeader(records.next().value ?? undefined)
  const rows: InstallsRow[] = []
  const parts: RefusedPart[] = []
  for (const record of records) {
    const row = readRow(record, header)
    if (typeof row === 'string') parts.push({ at: `body/${record.line}`, detail: row })
    else rows.push(row)
    if (parts.length >= mostParts) break
    if (rows.length > mostRows)
      throw new Refusal('server-too-large', `At most ${mostRows} lines are taken at once.`)
  }
  if (parts.length > 0) throw invalid(parts)
  return rows
}

/** All rows as one change; how many said something new. Errors: `server-invalid` for a release that is not there. */
const noteAll = (ledger: Ledger, by: By, rows: readonly InstallsRow[]): Promise<number> =>
  ledger.transact(async change => {
    const { releases } = roomsWithin(ledger, change)
    const ids = new Map<string, string>()
    const parts: RefusedPart[] = []
    let changed = 0
    for (const row of rows) {
      const key = JSON.stringify([row.product, row.version, row.platform])
      const id = ids.get(key) ?? (await releases.find(by.organisation, row))?.id
      if (id === undefined) {
        parts.push({
          at: `body/${row.line}`,
          detail: 'There is no release of this product, version and platform.',
        })
        if (parts.length >= mostParts) break
        continue
      }
      ids.set(key, id)
      if (await releases.noteInstalls(by, id, row)) changed++
    }
    if (parts.length > 0) throw invalid(parts)
    return changed
  })

const outcome = Type.Object(
  { rows: Type.Integer(), changed: Type.Integer({ description: 'Rows that said something new' }) },
  { additionalProperties: false },
)

/** Installs from a CSV: all of it or nothing. */
export const installsRoom =
  (place: Place): Room =>
  server => {
    server.removeContentTypeParser('application/json')
    server.addContentTypeParser(
      'text/csv',
      { parseAs: 'string', bodyLimit: mostBytes },
      (_request, body, done) => done(null, body),
    )
    const schema = {
      operationId: 'importInstalls',
      summary: 'How often releases are installed: CSV with the columns product, version, platform, at, count',
      body: Type.String({ description: 'RFC 4180, with a header' }),
      consumes: ['text/csv'],
      response: answers({ 200: outcome }),
    }
    server.post(
      `${interfaceRoot}/installs`,
      { config: { access: editors }, bodyLimit: mostBytes, schema },
      async request => {
        const rows = parseInstalls(request.body)
        const changed = await noteAll(place.ledger, byOf(place, request), rows)
        if (changed > 0) await askForForecast(place)
        return { rows: rows.length, changed }
      },
    )
  }
