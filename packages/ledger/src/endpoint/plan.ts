/** How each endpoint is said to be renewed. */
import type { KeyPolicy } from '@foreseen/facts'
import type { Row } from '../engine/schema.ts'
import { canonicalJson, type Json } from '../events/canonical.ts'
import { type By, type Core, demand } from '../events/change.ts'

/** Who renews an endpoint's certificate, and what changes then. */
export interface RenewalPlan {
  /** A person, a team or a program, in words. */
  readonly renews: string
  readonly keyPolicy: KeyPolicy | 'unknown'
  /** Days before its end on which the certificate is renewed; `undefined`: nobody said. */
  readonly leadDays: number | undefined
  /** The moment of the next renewal, where it is fixed. */
  readonly renewalMs: number | undefined
  /** Somebody else runs the endpoint. */
  readonly thirdParty: boolean
  /** Who issues next, in words; '' when the same. */
  readonly nextIssuer: string
  /** When it may be done, in words; ''. */
  readonly window: string
}

/** The column cannot be empty; a renewal after the end is no plan, so the number is free to say that there is none. */
const noLead = -1

const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function planOf(row: Row<'renewal_plans'>): RenewalPlan {
  const parsed: Json = JSON.parse(row.body)
  const { renewalMs, thirdParty, nextIssuer, window }: { readonly [key: string]: Json | undefined } =
    isRecord(parsed) ? parsed : {}
  return {
    renews: row.renews,
    keyPolicy: row.key_policy as RenewalPlan['keyPolicy'],
    leadDays: row.lead_days === noLead ? undefined : row.lead_days,
    renewalMs: typeof renewalMs === 'number' ? renewalMs : undefined,
    thirdParty: thirdParty === true,
    nextIssuer: typeof nextIssuer === 'string' ? nextIssuer : '',
    window: typeof window === 'string' ? window : '',
  }
}

const saidBy = ({ renewalMs, leadDays, ...plan }: RenewalPlan): Json => ({
  ...plan,
  leadDays: leadDays ?? null,
  renewalMs: renewalMs ?? null,
})

/** Says how an endpoint is renewed. The same again changes nothing. Code: `ledger-refers-to-nothing`. */
export const planRenewal = (core: Core, by: By, endpoint: string, plan: RenewalPlan): Promise<boolean> =>
  core.transact(async change => {
    const known = await change.rows
      .selectFrom('renewal_plans')
      .selectAll()
      .where('endpoint', '=', endpoint)
      .executeTakeFirst()
    const said = saidBy(plan)
    if (known !== undefined && canonicalJson(saidBy(planOf(known))) === canonicalJson(said)) return false
    const { renews, keyPolicy, leadDays, renewalMs, thirdParty, nextIssuer, window } = plan
    const set = {
      renews,
      key_policy: keyPolicy,
      lead_days: leadDays ?? noLead,
      body: canonicalJson({ renewalMs: renewalMs ?? null, thirdParty, nextIssuer, window }),
      changed_ms: change.nowMs,
    }
    await change.rows
      .insertInto('renewal_plans')
      .values({ endpoint, ...set })
      .onConflict(conflict => conflict.column('endpoint').doUpdateSet(set))
      .execute()
    change.record({ ...by, kind: 'endpoint.renewal-planned', subject: endpoint, body: said })
    return true
  })

/** Takes a plan away; answers whether there was one. Code: `ledger-missing` where there is no endpoint. */
export const removePlan = (core: Core, by: By, endpoint: string): Promise<boolean> =>
  core.transact(async change => {
    const known = change.rows.selectFrom('endpoints').select('id').where('id', '=', endpoint)
    demand(await known.executeTakeFirst(), 'endpoint', endpoint)
    const row = await change.rows
      .deleteFrom('renewal_plans')
      .where('endpoint', '=', endpoint)
      .returning('endpoint')
      .executeTakeFirst()
    if (row === undefined) return false
    change.record({ ...by, kind: 'endpoint.renewal-unplanned', subject: endpoint, body: {} })
    return true
  })
