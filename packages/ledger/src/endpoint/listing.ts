/** Lists of endpoints: by name or by what ends first, in one query a page. */
import { type SqlBool, sql } from 'kysely'
import { limitOf, type Page, type PageRequest, pageOf, positionOf } from '../engine/paging.ts'
import type { Queries } from '../engine/schema.ts'
import { type ListedEndpoint, type ListedRow, listed, listedOf } from './listed.ts'

/** `name`: host, port and protocol. `ending`: the certificate that ends first; what has none comes last. */
export type EndpointOrder = 'name' | 'ending'

/** Which endpoints are wanted. */
export interface EndpointFilter extends PageRequest {
  readonly organisation: string
  /** Also those that are no longer looked at. */
  readonly ended?: boolean
  /** Part of `host:port`. */
  readonly text?: string
  readonly state?: 'served' | 'failed' | 'unseen'
  /** `name` unless told. */
  readonly order?: EndpointOrder
  readonly descending?: boolean
}

/** As people write it: without brackets, in lower case, with what a pattern would read otherwise escaped. */
const patternOf = (text: string): string =>
  `%${text
    .toLowerCase()
    .replace(/[[\]]/g, '')
    .replace(/[\\%_]/g, '\\$&')}%`

function wanted(read: Queries, { organisation, ended, state, text = '' }: EndpointFilter) {
  let query = listed(read).where('endpoints.organisation', '=', organisation)
  if (ended !== true) query = query.where('endpoints.ended_ms', 'is', null)
  if (state === 'unseen') query = query.where('looks.state', 'is', null)
  else if (state !== undefined) query = query.where('looks.state', '=', state)
  if (text === '') return query
  const name = sql`endpoints.host || ':' || cast(endpoints.port as text)`
  return query.where(sql<SqlBool>`${name} like ${patternOf(text)} escape '\\'`)
}

/** The order of the unique index, so that a page reads no further than it must. */
async function byName(read: Queries, filter: EndpointFilter): Promise<Page<ListedEndpoint>> {
  const [direction, beyond] = directionOf(filter)
  const after = positionOf(filter, ['string', 'number', 'string'])
  let query = wanted(read, filter)
  if (after !== undefined) {
    const [host, port, starttls] = after
    const key = sql`(endpoints.host, endpoints.port, endpoints.starttls)`
    query = query.where(sql<SqlBool>`${key} ${beyond} (${host}, ${port}, ${starttls})`)
  }
  const rows = await query
    .orderBy('endpoints.host', direction)
    .orderBy('endpoints.port', direction)
    .orderBy('endpoints.starttls', direction)
    .limit(limitOf(filter) + 1)
    .execute()
  return pageOf(rows, filter, ({ host, port, starttls }) => [host, port, starttls], listedOf)
}

const directionOf = ({ descending }: EndpointFilter) =>
  descending === true ? (['desc', sql`<`] as const) : (['asc', sql`>`] as const)

/** Beyond every time that a certificate can say, and within 53 bits. */
const noEnd = 9e15

async function byEnding(read: Queries, filter: EndpointFilter): Promise<Page<ListedEndpoint>> {
  const [direction, beyond] = directionOf(filter)
  const last = direction === 'asc' ? noEnd : -noEnd
  const ending = sql<number>`coalesce(looks.not_after_ms, ${sql.lit(last)})`
  const after = positionOf(filter, ['number', 'string'])
  let query = wanted(read, filter)
  if (after !== undefined) {
    const [endMs, id] = after
    query = query.where(sql<SqlBool>`(${ending}, endpoints.id) ${beyond} (${endMs}, ${id})`)
  }
  const rows = await query
    .orderBy(ending, direction)
    .orderBy('endpoints.id', direction)
    .limit(limitOf(filter) + 1)
    .execute()
  return pageOf(rows, filter, (row: ListedRow) => [row.not_after_ms ?? last, row.id], listedOf)
}

/** Code: `ledger-bad-cursor`. */
export const listEndpoints = (read: Queries, filter: EndpointFilter): Promise<Page<ListedEndpoint>> =>
  filter.order === 'ending' ? byEnding(read, filter) : byName(read, filter)

/** Endpoints read between two pauses, so that other work gets its turn. */
const atOnce = 500

const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** Every endpoint that has not ended: what schedules and figures follow from. */
export async function presentEndpoints(
  read: Queries,
  organisation: string,
): Promise<readonly ListedEndpoint[]> {
  const all: ListedEndpoint[] = []
  let after: string | undefined
  do {
    const page = await listEndpoints(read, {
      organisation,
      limit: atOnce,
      ...(after === undefined ? {} : { after }),
    })
    all.push(...page.items)
    after = page.next
    await pause()
  } while (after !== undefined)
  return all
}
