/** What the owner decides for a whole organisation. */
import type { Row } from '../engine/schema.ts'
import { canonicalJson } from '../events/canonical.ts'
import { type By, type Core, demand } from '../events/change.ts'

export interface Settings {
  /** Name of the organisation. */
  readonly organisation: string
  /** Endpoint checks may reach private addresses. */
  readonly privateAddresses: boolean
  /** Endpoint checks may reach this machine itself. */
  readonly loopbackAddresses: boolean
  /** How far forecasts look. */
  readonly horizonDays: number
}

/** As before anybody decided: no inner network is reached; the horizon is that of `foreseen check`. */
const usual: Omit<Settings, 'organisation'> = {
  privateAddresses: false,
  loopbackAddresses: false,
  horizonDays: 398,
}

function settingsOf(organisation: string, row: Row<'settings'> | undefined): Settings {
  if (row === undefined) return { organisation, ...usual }
  return {
    organisation,
    privateAddresses: row.private_addresses === 1,
    loopbackAddresses: row.loopback_addresses === 1,
    horizonDays: row.horizon_days,
  }
}

async function readSettings(rows: Pick<Core['read'], 'selectFrom'>, organisation: string): Promise<Settings> {
  const named = await rows
    .selectFrom('organisations')
    .select('name')
    .where('id', '=', organisation)
    .executeTakeFirst()
  const { name } = demand(named, 'organisation', organisation)
  const query = rows.selectFrom('settings').selectAll().where('organisation', '=', organisation)
  return settingsOf(name, await query.executeTakeFirst())
}

const changeSettings = (core: Core, by: By, wanted: Partial<Settings>): Promise<boolean> =>
  core.transact(async change => {
    const { organisation } = by
    const known = await readSettings(change.rows, organisation)
    const next: Settings = { ...known, ...wanted }
    if (canonicalJson({ ...next }) === canonicalJson({ ...known })) return false
    const set = {
      private_addresses: next.privateAddresses ? 1 : 0,
      loopback_addresses: next.loopbackAddresses ? 1 : 0,
      horizon_days: next.horizonDays,
      changed_ms: change.nowMs,
    }
    await change.rows
      .insertInto('settings')
      .values({ organisation, ...set })
      .onConflict(conflict => conflict.column('organisation').doUpdateSet(set))
      .execute()
    const { organisation: name } = next
    await change.rows.updateTable('organisations').set({ name }).where('id', '=', organisation).execute()
    change.record({ ...by, kind: 'settings.changed', subject: organisation, body: { ...next } })
    return true
  })

/** Settings of an organisation. */
export const settingRoom = (core: Core) => ({
  /** Code: `ledger-missing`. */
  read: (organisation: string): Promise<Settings> => readSettings(core.read, organisation),
  /** Changes what is given; the same again changes nothing. Answers whether anything changed. Code: `ledger-missing`. */
  change: (by: By, wanted: Partial<Settings>): Promise<boolean> => changeSettings(core, by, wanted),
})

export type SettingRoom = ReturnType<typeof settingRoom>
