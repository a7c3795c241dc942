/** Endpoints: which are looked at, and how each is said to be renewed. */
import type { Endpoint } from '@foreseen/facts'
import type { Page } from '../engine/paging.ts'
import { type By, type Core, demand } from '../events/change.ts'
import type { Ensured } from '../release/release.ts'
import { ensureAll, ensureWatched } from './ensure.ts'
import { type ListedEndpoint, readEndpoint } from './listed.ts'
import { type EndpointFilter, listEndpoints, presentEndpoints } from './listing.ts'
import { planOf, planRenewal, type RenewalPlan, removePlan } from './plan.ts'
import { forgetEndpoint } from './removal.ts'

const endEndpoint = (core: Core, by: By, id: string): Promise<boolean> =>
  core.transact(async change => {
    const known = await change.rows
      .selectFrom('endpoints')
      .select('ended_ms')
      .where('id', '=', id)
      .executeTakeFirst()
    if (demand(known, 'endpoint', id).ended_ms !== null) return false
    const set = { ended_ms: change.nowMs }
    await change.rows.updateTable('endpoints').set(set).where('id', '=', id).execute()
    change.record({ ...by, kind: 'endpoint.ended', subject: id, body: {} })
    return true
  })

/** Endpoints and their renewal plans. */
export const endpointRoom = (core: Core) => ({
  /** Finds an endpoint or makes it; from now on it is looked at, also if it had ended. */
  ensure: (by: By, endpoint: Endpoint): Promise<Ensured> =>
    core.transact(change => ensureWatched(change, by, endpoint)),
  /** As `ensure`, for many at once: all of them or none. */
  ensureAll: (by: By, endpoints: readonly Endpoint[]): Promise<readonly Ensured[]> =>
    core.transact(change => ensureAll(change, by, endpoints)),
  /** It is no longer looked at; what was seen stays. Answers whether it was until now. Code: `ledger-missing`. */
  end: (by: By, id: string): Promise<boolean> => endEndpoint(core, by, id),
  /** Ends it and forgets what was seen there. Code: `ledger-missing`. */
  forget: (by: By, id: string): Promise<void> => forgetEndpoint(core, by, id),
  /** With its last look and its plan. Code: `ledger-missing`. */
  get: (id: string): Promise<ListedEndpoint> => readEndpoint(core.read, id),
  /** By host, port and protocol unless told otherwise. Code: `ledger-bad-cursor`. */
  list: (filter: EndpointFilter): Promise<Page<ListedEndpoint>> => listEndpoints(core.read, filter),
  /** All that have not ended, at once. */
  listPresent: (organisation: string): Promise<readonly ListedEndpoint[]> =>
    presentEndpoints(core.read, organisation),
  /** Answers whether anything changed. Code: `ledger-refers-to-nothing`. */
  planRenewal: (by: By, endpoint: string, plan: RenewalPlan): Promise<boolean> =>
    planRenewal(core, by, endpoint, plan),
  /** Answers whether there was one. Code: `ledger-missing`. */
  removePlan: (by: By, endpoint: string): Promise<boolean> => removePlan(core, by, endpoint),
  renewalPlan: async (endpoint: string): Promise<RenewalPlan | undefined> => {
    const query = core.read.selectFrom('renewal_plans').selectAll().where('endpoint', '=', endpoint)
    const row = await query.executeTakeFirst()
    return row === undefined ? undefined : planOf(row)
  },
})

export type EndpointRoom = ReturnType<typeof endpointRoom>
