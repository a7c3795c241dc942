/** Taking a release out again: one that was pushed by mistake, or belongs to a sample. */
import { forgetUnheld } from '../endpoint/removal.ts'
import type { Changes } from '../engine/schema.ts'
import { type By, type Core, demand } from '../events/change.ts'

/** Everything that says where something was found in a release. */
async function forgetScans(rows: Changes, release: string): Promise<number> {
  const scans = rows.selectFrom('scans').select('seq').where('release', '=', release)
  for (const table of ['occurrences', 'unseen', 'scan_kinds'] as const)
    await rows.deleteFrom(table).where('scan', 'in', scans).execute()
  const { numDeletedRows } = await rows
    .deleteFrom('scans')
    .where('release', '=', release)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Objects that were in this release and are nowhere else: in no other one, and served by nobody. */
async function forgetObjects(rows: Changes, release: string): Promise<number> {
  const held = await rows
    .selectFrom('object_releases')
    .select('object')
    .where('release', '=', release)
    .execute()
  await rows.deleteFrom('object_releases').where('release', '=', release).execute()
  let forgotten = 0
  for (const { object } of held) if (await forgetUnheld(rows, object)) forgotten++
  return forgotten
}

/**
 * Takes a release out: its scans and what was found in it alone are forgotten, and no list shows it. The log, and
 * forecasts and rehearsals that were recorded, stay as they are. Pushed again, it is back. Code: `ledger-missing`.
 */
export const removeRelease = (core: Core, by: By, id: string): Promise<void> =>
  core.transact(async change => {
    const { rows, nowMs } = change
    const ended = await rows
      .updateTable('releases')
      .set({ ended_ms: nowMs })
      .where('id', '=', id)
      .where('ended_ms', 'is', null)
      .returning('id')
      .executeTakeFirst()
    demand(ended, 'release', id)
    const scans = await forgetScans(rows, id)
    const objects = await forgetObjects(rows, id)
    for (const table of ['installs', 'update_hosts', 'release_endpoints'] as const)
      await rows.deleteFrom(table).where('release', '=', id).execute()
    change.record({ ...by, kind: 'release.removed', subject: id, body: { scans, objects } })
  })

/** A release that was taken out is back; `false` when it was there. */
export async function reviveRelease(rows: Changes, id: string): Promise<boolean> {
  const { numUpdatedRows } = await rows
    .updateTable('releases')
    .set({ ended_ms: null })
    .where('id', '=', id)
    .where('ended_ms', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows) > 0
}
