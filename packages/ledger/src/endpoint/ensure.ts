/** Finding endpoints by what they are, and making those that are not there. */
import type { Endpoint } from '@foreseen/facts'
import { insertMany } from '../engine/bulk.ts'
import type { NewRow, Row } from '../engine/schema.ts'
import { canonicalJson } from '../events/canonical.ts'
import type { By, Change } from '../events/change.ts'
import type { Ensured } from '../release/release.ts'

type Known = Pick<Row<'endpoints'>, 'id' | 'ended_ms' | 'watched'>

/** What tells one endpoint from another. */
export const endpointKey = ({
  host,
  port,
  starttls,
}: Pick<Row<'endpoints'>, 'host' | 'port' | 'starttls'>): string => canonicalJson([host, port, starttls])

const knownAs = (change: Change, { organisation }: By, { host, port, starttls }: Endpoint) =>
  change.rows
    .selectFrom('endpoints')
    .select(['id', 'ended_ms', 'watched'])
    .where('organisation', '=', organisation)
    .where('host', '=', host)
    .where('port', '=', port)
    .where('starttls', '=', starttls)
    .executeTakeFirst()

/** The row of a new endpoint, and its event. */
function added(change: Change, by: By, endpoint: Endpoint, watched: boolean): NewRow<'endpoints'> {
  const { host, port, starttls } = endpoint
  const id = change.id('end')
  change.record({ ...by, kind: 'endpoint.added', subject: id, body: { host, port, starttls } })
  const { organisation } = by
  const created_ms = change.nowMs
  return { id, organisation, host, port, starttls, created_ms, ended_ms: null, watched: watched ? 1 : 0 }
}

/** One that had ended, or that only others looked at, is looked at again. */
async function watch(
  change: Change,
  by: By,
  { host, port, starttls }: Endpoint,
  known: Known,
): Promise<Ensured> {
  const { id } = known
  if (known.ended_ms === null && known.watched === 1) return { id, changed: false }
  await change.rows
    .updateTable('endpoints')
    .set({ ended_ms: null, watched: 1 })
    .where('id', '=', id)
    .execute()
  change.record({ ...by, kind: 'endpoint.added', subject: id, body: { host, port, starttls } })
  return { id, changed: true }
}

/** An endpoint that is looked at from now on. */
export async function ensureWatched(change: Change, by: By, endpoint: Endpoint): Promise<Ensured> {
  const known = await knownAs(change, by, endpoint)
  if (known !== undefined) return await watch(change, by, endpoint, known)
  const row = added(change, by, endpoint, true)
  await change.rows.insertInto('endpoints').values(row).execute()
  return { id: row.id, changed: true }
}

/** As `ensureWatched`, for many: all that is known is read once. One that is given twice is there the second time. */
export async function ensureAll(change: Change, by: By, endpoints: readonly Endpoint[]): Promise<Ensured[]> {
  const rows = await change.rows
    .selectFrom('endpoints')
    .select(['id', 'host', 'port', 'starttls', 'ended_ms', 'watched'])
    .where('organisation', '=', by.organisation)
    .execute()
  const known = new Map<string, Known>(rows.map(row => [endpointKey(row), row]))
  const fresh: NewRow<'endpoints'>[] = []
  const all: Ensured[] = []
  for (const endpoint of endpoints) {
    const key = endpointKey(endpoint)
    const there = known.get(key)
    if (there === undefined) {
      const row = added(change, by, endpoint, true)
      fresh.push(row)
      all.push({ id: row.id, changed: true })
    } else all.push(await watch(change, by, endpoint, there))
    known.set(key, { id: all.at(-1)?.id ?? '', ended_ms: null, watched: 1 })
  }
  await insertMany(change.rows, 'endpoints', fresh)
  return all
}

/**
 * An endpoint that somebody else looked at. It is not looked at from here because of that: whoever pushes may see
 * what this machine does not reach. One that had ended stays so.
 */
export async function ensureSeen(change: Change, by: By, endpoint: Endpoint): Promise<Ensured> {
  const known = await knownAs(change, by, endpoint)
  if (known !== undefined) return { id: known.id, changed: false }
  const row = added(change, by, endpoint, false)
  await change.rows.insertInto('endpoints').values(row).execute()
  return { id: row.id, changed: true }
}
