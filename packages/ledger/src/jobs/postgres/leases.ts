import type { PgBoss } from 'pg-boss'
import type { JobId } from '../contract.ts'
import { idFromUuid, uuidFromId } from '../identity.ts'
import { type Claim, type ClaimedJob, leaseLostText } from '../store.ts'
import { affected, schema } from './boss.ts'
import { dataOf } from './rows.ts'

/** What pg-boss's commands are fenced with: they change nothing once the job was begun again. */
export function attemptOf({ id, attempt }: Claim): { id: string; retryCount: number } {
  const uuid = uuidFromId(id)
  if (uuid === undefined) throw new Error(`a claim names "${id}", which is no job`)
  return { id: uuid, retryCount: attempt - 1 }
}

/**
 * Takes back what no worker answers for. pg-boss does so too, in a pass that also counts its tables and therefore runs
 * once a minute; this one looks at running jobs alone, and whoever finds one fails exactly the attempt that it saw.
 */
export async function takeBack(boss: PgBoss, kind: string): Promise<void> {
  const { rows } = await boss.getDb().executeSql(
    `select id::text as id, retry_count from ${schema}.job
     where name = $1 and state = 'active'
       and heartbeat_on + heartbeat_seconds * interval '1 second' < ${schema}.job_now()
     limit 1000`,
    [kind],
  )
  if (rows.length === 0) return
  const attempts = rows.map(row => ({ id: String(row.id), retryCount: Number(row.retry_count) }))
  await boss.fail(kind, attempts, { error: leaseLostText })
}

export async function lease(
  boss: PgBoss,
  kind: string,
  count: number,
  worker: string,
): Promise<readonly ClaimedJob[]> {
  const jobs = await boss.fetch<object>(kind, { batchSize: count, includeMetadata: true })
  if (jobs.length === 0) return []
  await boss.getDb().executeSql(
    `insert into ${schema}.foreseen_note (job, attempt, worker)
     select job, attempt, $3 from unnest($1::uuid[], $2::int[]) as claimed (job, attempt)
     on conflict (job) do update
       set attempt = excluded.attempt, worker = excluded.worker, share = null, said = null, said_ms = null`,
    [jobs.map(job => job.id), jobs.map(job => job.retryCount), worker],
  )
  return jobs.map(job => {
    const { payload, backoff } = dataOf(job.data)
    const key = job.singletonKey ?? undefined
    return { id: idFromUuid(job.id), kind, key, payload, backoff, attempt: job.retryCount + 1 }
  })
}

/** A lease that has run out and that nobody has taken back yet is still its worker's. */
export async function renew(boss: PgBoss, claims: readonly Claim[]): Promise<ReadonlySet<JobId>> {
  const held = new Set<JobId>()
  const kinds = new Set(claims.map(({ kind }) => kind))
  for (const kind of kinds) {
    const own = claims.filter(claim => claim.kind === kind)
    const response = await boss.touch(kind, own.map(attemptOf))
    // The usual case needs no second question: all are held. Else each is asked about by itself.
    if (affected(response) === own.length) for (const { id } of own) held.add(id)
    else
      for (const claim of own)
        if (affected(await boss.touch(kind, attemptOf(claim))) === 1) held.add(claim.id)
  }
  return held
}
