/** The index for substrings on SQLite, which is filled many objects at a time: one by one costs twice as much. */
import { sql } from 'kysely'
import type { Queries } from '../engine/schema.ts'
import type { Core } from '../events/change.ts'

/** Objects that may stand outside of the index; a search reads these one by one, which takes a millisecond or two. */
const mostOutside = 500

/** Number of the last object that is in the index. FTS5 keeps one row a document in its table of sizes. */
export async function lastIndexed(view: Queries): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(id), 0) as last from object_search_docsize`.execute(view)
  return rows[0]?.last ?? 0
}

async function isDue(view: Queries): Promise<boolean> {
  const after = (await lastIndexed(view)) + mostOutside
  const row = await view
    .selectFrom('objects')
    .select('id')
    .where('id', '>', after)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Takes objects into the index when enough have gathered. PostgreSQL does it by itself. */
export async function indexObjects({ engine, read, transact }: Core): Promise<void> {
  if (engine.name !== 'sqlite' || !(await isDue(read))) return
  await transact(async ({ rows }) => {
    await sql`insert into object_search (rowid, search)
      select id, search from objects where id > ${await lastIndexed(rows)} order by id`.execute(rows)
  })
}
