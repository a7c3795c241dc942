/** Observations as intervals: what was served, from when to when, per address, name and key type. */
import { sql } from 'kysely'
import type { Changes, NewRow, Row } from '../engine/schema.ts'

/** One look: what was served at one moment. */
export type Look = Omit<NewRow<'observations'>, 'id' | 'first_ms' | 'last_ms'> & { readonly at_ms: number }

type Interval = Row<'observations'>

const seriesOf = (rows: Changes, { endpoint, address, sni, key_type }: Look) =>
  rows
    .selectFrom('observations')
    .selectAll()
    .where('endpoint', '=', endpoint)
    .where('address', '=', address)
    .where('sni', '=', sni)
    .where('key_type', '=', key_type)

/** The last interval that begins no later than the look, and the first that begins after it. */
async function neighbours(
  rows: Changes,
  look: Look,
): Promise<readonly [Interval | undefined, Interval | undefined]> {
  const before = seriesOf(rows, look).where('first_ms', '<=', look.at_ms).orderBy('first_ms', 'desc')
  const after = seriesOf(rows, look).where('first_ms', '>', look.at_ms).orderBy('first_ms')
  return [await before.limit(1).executeTakeFirst(), await after.limit(1).executeTakeFirst()]
}

const stretch = (rows: Changes, id: number, set: { first_ms?: number; last_ms?: number }) =>
  rows.updateTable('observations').set(set).where('id', '=', id).execute()

async function insert(rows: Changes, look: Look, first_ms: number, last_ms: number): Promise<void> {
  const { at_ms, ...fields } = look
  await rows
    .insertInto('observations')
    .values({ ...fields, first_ms, last_ms })
    .execute()
}

/** The look lies inside an interval of something else, which was not served throughout after all. */
async function split(rows: Changes, inside: Interval, look: Look): Promise<void> {
  const { id, first_ms, last_ms, ...fields } = inside
  await stretch(rows, id, { last_ms: look.at_ms - 1 })
  await insert(rows, { ...fields, at_ms: 0 }, look.at_ms + 1, last_ms)
}

/** What a look did: `seen` again changes no more than an end; `changed` is news. */
export type LookOutcome = 'known' | 'seen' | 'changed'

/** Joins an interval to the one that follows it, of the same. */
async function join(rows: Changes, before: Interval, after: Interval): Promise<void> {
  await rows.deleteFrom('observations').where('id', '=', after.id).execute()
  await stretch(rows, before.id, { last_ms: after.last_ms })
}

/**
 * Takes a look in. Looks may come late and in any order, and twice: intervals of one series never overlap, and
 * every look lies in an interval of what it saw. Two looks at one millisecond that differ: the first one stays.
 */
export async function takeLook(rows: Changes, look: Look): Promise<LookOutcome> {
  const [before, after] = await neighbours(rows, look)
  const { at_ms, served } = look
  const covered = before !== undefined && at_ms <= before.last_ms
  if (covered && before.served === served) return 'known'
  if (covered && (before.first_ms === at_ms || before.last_ms === at_ms)) return 'known'
  if (covered) {
    await split(rows, before, look)
    await insert(rows, look, at_ms, at_ms)
    return 'changed'
  }
  const same = before?.served === served
  if (same && before !== undefined && after?.served === served) await join(rows, before, after)
  else if (same && before !== undefined) await stretch(rows, before.id, { last_ms: at_ms })
  else if (after?.served === served) await stretch(rows, after.id, { first_ms: at_ms })
  else {
    await insert(rows, look, at_ms, at_ms)
    return 'changed'
  }
  return 'seen'
}

/** What was served when an endpoint was last looked at, one interval a series. */
export const latestOf = (rows: Pick<Changes, 'selectFrom'>, endpoint: string): Promise<Interval[]> =>
  rows
    .selectFrom('observations as here')
    .selectAll()
    .where('endpoint', '=', endpoint)
    .where(({ eb, selectFrom, not, exists }) =>
      not(
        exists(
          selectFrom('observations as later')
            .select(sql.lit(1).as('one'))
            .where('later.endpoint', '=', eb.ref('here.endpoint'))
            .where('later.address', '=', eb.ref('here.address'))
            .where('later.sni', '=', eb.ref('here.sni'))
            .where('later.key_type', '=', eb.ref('here.key_type'))
            .where('later.first_ms', '>', eb.ref('here.first_ms')),
        ),
      ),
    )
    .orderBy('here.address')
    .orderBy('here.key_type')
    .execute()
