/** An endpoint with what its last look came to and how it is renewed, in one query. */
import type { Endpoint } from '@foreseen/facts'
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

export function endpointOf(row: Row<'endpoints'>): StoredEndpoint {
  const { id, host, port } = row
  const starttls = row.starttls as Endpoint['starttls']
  const endedMs = row.ended_ms ?? undefined
  return { id, host, port, starttls, createdMs: row.created_ms, endedMs, watched: row.watched === 1 }
}

export const listed = (read: Queries) =>
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

export type ListedRow = Awaited<ReturnType<ReturnType<typeof listed>['execute']>>[number]

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

export function listedOf(row: ListedRow): ListedEndpoint {
  const { id: endpoint, renews, key_policy, lead_days, body, changed_ms } = row
  const isPlanned =
    renews !== null && key_policy !== null && lead_days !== null && body !== null && changed_ms !== null
  return {
    ...endpointOf(row),
    look: lookOf(row),
    plan: isPlanned ? planOf({ endpoint, renews, key_policy, lead_days, body, changed_ms }) : undefined,
  }
}

/** Code: `ledger-missing`. */
export async function readEndpoint(read: Queries, id: string): Promise<ListedEndpoint> {
  const row = await listed(read).where('endpoints.id', '=', id).executeTakeFirst()
  return listedOf(demand(row, 'endpoint', id))
}
