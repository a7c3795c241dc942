/** Forgetting what was seen at an endpoint that was never more than an example. */
import { sql } from 'kysely'
import type { Changes } from '../engine/schema.ts'
import { type By, type Core, demand } from '../events/change.ts'

/** Chains that nobody serves any longer, and the certificates that were in them alone. */
async function forgetChains(rows: Changes, chains: readonly string[]): Promise<void> {
  for (const chain of chains) {
    const served = await rows
      .selectFrom('observations')
      .select('id')
      .where('chain', '=', chain)
      .limit(1)
      .executeTakeFirst()
    if (served !== undefined) continue
    const members = await rows
      .selectFrom('chain_members')
      .select('object')
      .where('chain', '=', chain)
      .execute()
    await rows.deleteFrom('chain_members').where('chain', '=', chain).execute()
    await rows.deleteFrom('chains').where('sha256', '=', chain).execute()
    for (const { object } of members) await forgetUnheld(rows, object)
  }
}

/** An object that is in no release and in no chain. */
export async function forgetUnheld(rows: Changes, object: number): Promise<boolean> {
  const { numDeletedRows } = await rows
    .deleteFrom('objects')
    .where('id', '=', object)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('object_releases').select(sql`1`.as('one')).where('object', '=', object))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('chain_members').select(sql`1`.as('one')).where('object', '=', object))),
    )
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows) > 0
}

/**
 * Ends an endpoint and forgets what was seen there, unlike `end`, after which all of it stays. The log, and forecasts
 * and rehearsals that were recorded, stay as they are. Code: `ledger-missing`.
 */
export const forgetEndpoint = (core: Core, by: By, id: string): Promise<void> =>
  core.transact(async change => {
    const { rows, nowMs } = change
    const ended = await rows
      .updateTable('endpoints')
      .set({ ended_ms: nowMs, watched: 0 })
      .where('id', '=', id)
      .where('organisation', '=', by.organisation)
      .returning('id')
      .executeTakeFirst()
    demand(ended, 'endpoint', id)
    const seen = await rows
      .selectFrom('observations')
      .select('chain')
      .distinct()
      .where('endpoint', '=', id)
      .execute()
    for (const table of [
      'observations',
      'looks',
      'object_endpoints',
      'renewal_plans',
      'release_endpoints',
    ] as const)
      await rows.deleteFrom(table).where('endpoint', '=', id).execute()
    await forgetChains(
      rows,
      seen.flatMap(({ chain }) => (chain === null ? [] : [chain])),
    )
    change.record({ ...by, kind: 'endpoint.removed', subject: id, body: {} })
  })
