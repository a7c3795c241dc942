/** Endpoints, and how each is said to be renewed. */
import type { Endpoint, KeyPolicy } from '@foreseen/facts'
import { limitOf, type Page, type PageRequest, pageOf, textAfter } from '../engine/paging.ts'
import type { Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from '../events/canonical.ts'
import { type By, type Core, demand } from '../events/change.ts'
import type { Ensured } from '../release/release.ts'

export interface StoredEndpoint extends Endpoint {
  readonly id: string
  readonly createdMs: number
  /** Set when it is no longer looked at. */
  readonly endedMs: number | undefined
}

/** Who renews an endpoint's certificate, and what changes then. */
export interface RenewalPlan {
  /** A person, a team or a program, in words. */
  readonly renews: string
  readonly keyPolicy: KeyPolicy
  /** Days before its end on which the certificate is renewed. */
  readonly leadDays: number
  /** When it may be done, which issuer comes next, and what else is said. */
  readonly body: Json
}

function endpointOf(row: Row<'endpoints'>): StoredEndpoint {
  const { id, host, port } = row
  const starttls = row.starttls as Endpoint['starttls']
  return { id, host, port, starttls, createdMs: row.created_ms, endedMs: row.ended_ms ?? undefined }
}

/** Finds an endpoint or makes it; one that had ended is looked at again. */
const ensureEndpoint = (core: Core, by: By, { host, port, starttls }: Endpoint): Promise<Ensured> =>
  core.transact(async change => {
    const { organisation } = by
    const known = await change.rows
      .selectFrom('endpoints')
      .select(['id', 'ended_ms'])
      .where('organisation', '=', organisation)
      .where('host', '=', host)
      .where('port', '=', port)
      .where('starttls', '=', starttls)
      .executeTakeFirst()
    if (known?.ended_ms === null) return { id: known.id, changed: false }
    const id = known?.id ?? change.id('end')
    if (known === undefined) {
      const row = { id, organisation, host, port, starttls, created_ms: change.nowMs, ended_ms: null }
      await change.rows.insertInto('endpoints').values(row).execute()
    } else await change.rows.updateTable('endpoints').set({ ended_ms: null }).where('id', '=', id).execute()
    change.record({ ...by, kind: 'endpoint.added', subject: id, body: { host, port, starttls } })
    return { id, changed: true }
  })

const endEndpoint = (core: Core, by: By, id: string): Promise<void> =>
  core.transact(async change => {
    const row = await change.rows
      .updateTable('endpoints')
      .set({ ended_ms: change.nowMs })
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst()
    demand(row, 'endpoint', id)
    change.record({ ...by, kind: 'endpoint.ended', subject: id, body: {} })
  })

function planOf(row: Row<'renewal_plans'>): RenewalPlan {
  const body: Json = JSON.parse(row.body)
  return { renews: row.renews, keyPolicy: row.key_policy as KeyPolicy, leadDays: row.lead_days, body }
}

const planText = ({ renews, keyPolicy, leadDays, body }: RenewalPlan): string =>
  canonicalJson({ renews, keyPolicy, leadDays, body })

/** Says how an endpoint is renewed. The same again changes nothing. Code: `ledger-refers-to-nothing`. */
const planRenewal = (core: Core, by: By, endpoint: string, plan: RenewalPlan): Promise<boolean> =>
  core.transact(async change => {
    const known = await change.rows
      .selectFrom('renewal_plans')
      .selectAll()
      .where('endpoint', '=', endpoint)
      .executeTakeFirst()
    if (known !== undefined && planText(planOf(known)) === planText(plan)) return false
    const { renews, keyPolicy, leadDays, body } = plan
    const set = {
      renews,
      key_policy: keyPolicy,
      lead_days: leadDays,
      body: canonicalJson(body),
      changed_ms: change.nowMs,
    }
    await change.rows
      .insertInto('renewal_plans')
      .values({ endpoint, ...set })
      .onConflict(conflict => conflict.column('endpoint').doUpdateSet(set))
      .execute()
    const said = { renews, keyPolicy, leadDays, body }
    change.record({ ...by, kind: 'endpoint.renewal-planned', subject: endpoint, body: said })
    return true
  })

/** Which endpoints are wanted. */
export interface EndpointFilter extends PageRequest {
  readonly organisation: string
  /** Also those that are no longer looked at. */
  readonly ended?: boolean
}

async function listEndpoints({ read }: Core, filter: EndpointFilter): Promise<Page<StoredEndpoint>> {
  const after = textAfter(filter)
  let query = read.selectFrom('endpoints').selectAll().where('organisation', '=', filter.organisation)
  if (filter.ended !== true) query = query.where('ended_ms', 'is', null)
  if (after !== undefined) query = query.where('id', '>', after)
  const rows = await query
    .orderBy('id')
    .limit(limitOf(filter) + 1)
    .execute()
  return pageOf(rows, filter, row => [row.id], endpointOf)
}

/** Endpoints and their renewal plans. */
export const endpointRoom = (core: Core) => ({
  ensure: (by: By, endpoint: Endpoint): Promise<Ensured> => ensureEndpoint(core, by, endpoint),
  /** It is no longer looked at; what was seen stays. Code: `ledger-missing`. */
  end: (by: By, id: string): Promise<void> => endEndpoint(core, by, id),
  /** Code: `ledger-missing`. */
  get: async (id: string): Promise<StoredEndpoint> => {
    const row = await core.read.selectFrom('endpoints').selectAll().where('id', '=', id).executeTakeFirst()
    return endpointOf(demand(row, 'endpoint', id))
  },
  /** By id, so oldest first. Code: `ledger-bad-cursor`. */
  list: (filter: EndpointFilter): Promise<Page<StoredEndpoint>> => listEndpoints(core, filter),
  /** Answers whether anything changed. Code: `ledger-refers-to-nothing`. */
  planRenewal: (by: By, endpoint: string, plan: RenewalPlan): Promise<boolean> =>
    planRenewal(core, by, endpoint, plan),
  renewalPlan: async (endpoint: string): Promise<RenewalPlan | undefined> => {
    const query = core.read.selectFrom('renewal_plans').selectAll().where('endpoint', '=', endpoint)
    const row = await query.executeTakeFirst()
    return row === undefined ? undefined : planOf(row)
  },
})

export type EndpointRoom = ReturnType<typeof endpointRoom>
