/** Finding endpoints by what they are, and making those that are not there. */
import type { Endpoint } from '@foreseen/facts'
import type { By, Change } from '../events/change.ts'
import type { Ensured } from '../release/release.ts'

/** Endpoints between two pauses, so that other work gets its turn. */
const atOnce = 200

export const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const knownAs = (change: Change, { organisation }: By, { host, port, starttls }: Endpoint) =>
  change.rows
    .selectFrom('endpoints')
    .select(['id', 'ended_ms', 'watched'])
    .where('organisation', '=', organisation)
    .where('host', '=', host)
    .where('port', '=', port)
    .where('starttls', '=', starttls)
    .executeTakeFirst()

async function add(change: Change, by: By, endpoint: Endpoint, watched: boolean): Promise<string> {
  const { host, port, starttls } = endpoint
  const id = change.id('end')
  await change.rows
    .insertInto('endpoints')
    .values({
      id,
      organisation: by.organisation,
      host,
      port,
      starttls,
      created_ms: change.nowMs,
      ended_ms: null,
      watched: watched ? 1 : 0,
    })
    .execute()
  change.record({ ...by, kind: 'endpoint.added', subject: id, body: { host, port, starttls } })
  return id
}

/** An endpoint that is looked at from now on: one that had ended, or that only others looked at, is too. */
export async function ensureWatched(change: Change, by: By, endpoint: Endpoint): Promise<Ensured> {
  const known = await knownAs(change, by, endpoint)
  if (known === undefined) return { id: await add(change, by, endpoint, true), changed: true }
  const { id } = known
  if (known.ended_ms === null && known.watched === 1) return { id, changed: false }
  await change.rows
    .updateTable('endpoints')
    .set({ ended_ms: null, watched: 1 })
    .where('id', '=', id)
    .execute()
  const { host, port, starttls } = endpoint
  change.record({ ...by, kind: 'endpoint.added', subject: id, body: { host, port, starttls } })
  return { id, changed: true }
}

/** In the order given; one that is given twice is there the second time. */
export async function ensureAll(change: Change, by: By, endpoints: readonly Endpoint[]): Promise<Ensured[]> {
  const all: Ensured[] = []
  for (const [index, endpoint] of endpoints.entries()) {
    if (index % atOnce === atOnce - 1) await pause()
    all.push(await ensureWatched(change, by, endpoint))
  }
  return all
}

/**
 * An endpoint that somebody else looked at. It is not looked at from here because of that: whoever pushes may see
 * what this machine does not reach. One that had ended stays so.
 */
export async function ensureSeen(change: Change, by: By, endpoint: Endpoint): Promise<Ensured> {
  const known = await knownAs(change, by, endpoint)
  if (known !== undefined) return { id: known.id, changed: false }
  return { id: await add(change, by, endpoint, false), changed: true }
}
