/** Endpoints with what their last look came to and how they are renewed, in one query a page. */
import type { Endpoint } from '@foreseen/facts'
import { type SqlBool, sql } from 'kysely'
import { limitOf, type Page, type PageRequest, pageOf, positionOf } from '../engine/paging.ts'
import type { Queries, Row } from '../engine/schema.ts'
import { demand } from '../events/change.ts'
import { planOf, type RenewalPlan } from './plan.ts'

export interface StoredEndpoint extends Endpoint {
  readonly id: string
  readonly createdMs: number
  /** Set when it is no longer looked at. */
  readonly endedMs: number | undefined
  /** Looked at by schedule; otherwise only others tell what it serves. */
  readonly watched: boolean
}

/** What the last look at an endpoint came to, whoever looked. */
export interface LastLook {
  /** When it began and ended. */
  readonly sinceMs: number
  readonly atMs: number
  /** `served` when anything was, at whichever address. */
  readonly state: 'served' | 'failed'
  /** Why nothing was served; ''. */
  readonly code: string
  readonly detail: string
  /** Of the certificate that ends first among those served; kept while looks fail. */
  readonly notBeforeMs: number | undefined
  readonly notAfterMs: number | undefined
  /** Looks that failed one after the other. */
  readonly failures: number
}

/** An endpoint as lists show it. */
export interface ListedEndpoint extends StoredEndpoint {
  /** `undefined` before the first look. */
  readonly look: LastLook | undefined
  readonly plan: RenewalPlan | undefined
}

/** Which endpoints are wanted. */
export interface EndpointFilter extends PageRequest {
  readonly organisation: string
  /** Also those that are no longer looked at. */
  readonly ended?: boolean
  /** Part of `host:port`. */
  readonly text?: string
  readonly state?: 'served' | 'failed' | 'unseen'
}

export function endpointOf(row: Row<'endpoints'>): StoredEndpoint {
  const { id, host, port } = row
  const starttls = row.starttls as Endpoint['starttls']
  const endedMs = row.ended_ms ?? undefined
  return { id, host, port, starttls, createdMs: row.created_ms, endedMs, watched: row.watched === 1 }
}

const listed = (read: Queries) =>
  read
    .selectFrom('endpoints')
    .leftJoin('looks', 'looks.endpoint', 'endpoints.id')
    .leftJoin('renewal_plans as plan', 'plan.endpoint', 'endpoints.id')
    .selectAll('endpoints')
    .select([
      'looks.since_ms',
      'looks.at_ms',
      'looks.state',
      'looks.code',
      'looks.detail',
      'looks.not_before_ms',
      'looks.not_after_ms',
      'looks.failures',
      'plan.renews',
      'plan.key_policy',
      'plan.lead_days',
      'plan.body',
      'plan.changed_ms',
    ])

type ListedRow = Awaited<ReturnType<ReturnType<typeof listed>['execute']>>[number]

function lookOf(row: ListedRow): LastLook | undefined {
  if (row.at_ms === null) return undefined
  return {
    sinceMs: row.since_ms ?? row.at_ms,
    atMs: row.at_ms,
    state: row.state === 'served' ? 'served' : 'failed',
    code: row.code ?? '',
    detail: row.detail ?? '',
    notBeforeMs: row.not_before_ms ?? undefined,
    notAfterMs: row.not_after_ms ?? undefined,
    failures: row.failures ?? 0,
  }
}

function listedOf(row: ListedRow): ListedEndpoint {
  const { id: endpoint, renews, key_policy, lead_days, body, changed_ms } = row
  const isPlanned =
    renews !== null && key_policy !== null && lead_days !== null && body !== null && changed_ms !== null
  return {
    ...endpointOf(row),
    look: lookOf(row),
    plan: isPlanned ? planOf({ endpoint, renews, key_policy, lead_days, body, changed_ms }) : undefined,
  }
}

/** As people write it: without brackets, in lower case, with what a pattern would read otherwise escaped. */
const patternOf = (text: string): string =>
  `%${text
    .toLowerCase()
    .replace(/[[\]]/g, '')
    .replace(/[\\%_]/g, '\\$&')}%`

/** By host, port and protocol: the order of the unique index. Code: `ledger-bad-cursor`. */
export async function listEndpoints(read: Queries, filter: EndpointFilter): Promise<Page<ListedEndpoint>> {
  const after = positionOf(filter, ['string', 'number', 'string'])
  let query = listed(read).where('endpoints.organisation', '=', filter.organisation)
  if (filter.ended !== true) query = query.where('endpoints.ended_ms', 'is', null)
  if (filter.state === 'unseen') query = query.where('looks.state', 'is', null)
  else if (filter.state !== undefined) query = query.where('looks.state', '=', filter.state)
  if (filter.text !== undefined && filter.text !== '') {
    const name = sql`endpoints.host || ':' || cast(endpoints.port as text)`
    query = query.where(sql<SqlBool>`${name} like ${patternOf(filter.text)} escape '\\'`)
  }
  if (after !== undefined) {
    const [host, port, starttls] = after
    const key = sql`(endpoints.host, endpoints.port, endpoints.starttls)`
    query = query.where(sql<SqlBool>`${key} > (${host}, ${port}, ${starttls})`)
  }
  const rows = await query
    .orderBy('endpoints.host')
    .orderBy('endpoints.port')
    .orderBy('endpoints.starttls')
    .limit(limitOf(filter) + 1)
    .execute()
  return pageOf(rows, filter, ({ host, port, starttls }) => [host, port, starttls], listedOf)
}

/** Code: `ledger-missing`. */
export async function readEndpoint(read: Queries, id: string): Promise<ListedEndpoint> {
  const row = await listed(read).where('endpoints.id', '=', id).executeTakeFirst()
  return listedOf(demand(row, 'endpoint', id))
}

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
