import type { Db } from 'pg-boss'
import { cursorParts } from '../bounds.ts'
import type { Job, JobCount, JobListQuery, JobPage } from '../contract.ts'
import { schema } from './boss.ts'
import { bossStates, jobColumns, jobOf, noteJoin, stateOf } from './rows.ts'

/** Every index of pg-boss begins with the name of the queue: asked queue by queue, a list costs what its page costs. */
const everyQueue = `${schema}.queue q cross join lateral`

export async function jobByUuid(db: Db, uuid: string): Promise<Job | undefined> {
  const { rows } = await db.executeSql(
    `select ${jobColumns}
     from ${everyQueue} (select * from ${schema}.job where name = q.name and id = $1) j ${noteJoin}`,
    [uuid],
  )
  return rows[0] === undefined ? undefined : jobOf(rows[0])
}

/** Newest first; the cursor is the microsecond and the uuid of the last one shown. */
export async function listJobs(
  db: Db,
  { kind, state, cursor, limit }: JobListQuery & { readonly limit: number },
): Promise<JobPage> {
  const [after, uuid] = cursor === undefined ? [] : cursorParts(cursor, /^(\d{1,16})_([0-9a-f-]{36})$/)
  const { rows } = await db.executeSql(
    `select ${jobColumns}, (extract(epoch from j.created_on) * 1000000)::bigint::text as micros
     from ${everyQueue} (
       select * from ${schema}.job
       where name = q.name and ($2::text[] is null or state::text = any ($2::text[]))
         and ($3::bigint is null
           or (created_on, id) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::uuid))
       order by created_on desc, id desc limit $5
     ) j ${noteJoin}
     where $1::text is null or q.name = $1
     order by j.created_on desc, j.id desc limit $5`,
    [kind ?? null, state === undefined ? null : bossStates(state), after ?? null, uuid ?? null, limit + 1],
  )
  const last: unknown = rows[limit - 1]?.micros
  return {
    jobs: rows.slice(0, limit).map(row => jobOf(row)),
    next: rows.length > limit ? `${String(last)}_${String(rows[limit - 1]?.id)}` : undefined,
  }
}

export async function countJobs(db: Db): Promise<readonly JobCount[]> {
  const { rows } = await db.executeSql(
    `select name as kind, state::text as state, count(*)::int as count from ${schema}.job group by 1, 2`,
  )
  const counts = new Map<string, JobCount>()
  for (const row of rows) {
    const [kind, state] = [String(row.kind), stateOf(row.state)]
    const count = Number(row.count) + (counts.get(`${kind} ${state}`)?.count ?? 0)
    counts.set(`${kind} ${state}`, { kind, state, count })
  }
  // PostgreSQL gives groups in any order.
  return [...counts.keys()].sort().flatMap(key => counts.get(key) ?? [])
}

export async function sweepNotes(db: Db): Promise<number> {
  const { rows } = await db.executeSql(
    `delete from ${schema}.foreseen_note n where job in (
       select n.job from ${schema}.foreseen_note n
       where not exists (select 1 from ${everyQueue} (
         select 1 from ${schema}.job j where j.name = q.name and j.id = n.job) found)
       limit 10000)
     returning 1`,
  )
  return rows.length
}
