import { type Clock, type Db, PgBoss } from 'pg-boss'

export const schema = 'foreseen_jobs'

/**
 * What pg-boss has no place for: who runs a job, and how far it is. Beside its tables, in the same schema, so that
 * dropping one drops the other.
 */
const noteTable = `
create table if not exists ${schema}.foreseen_note (
  job uuid primary key,
  attempt integer not null,
  worker text not null,
  share double precision,
  said text,
  said_ms bigint
)`

interface BossSetting {
  readonly url: string
  /** Connections of this process at most. */
  readonly connections: number
  readonly trouble: (error: unknown) => void
  /** Given by tests only: pg-boss's own clock, in step with the database. */
  readonly clock: Clock | undefined
}

/** pg-boss with its tables. Several processes may do this at once. */
export async function startBoss({ url, connections, trouble, clock }: BossSetting): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    schema,
    max: connections,
    application_name: 'foreseen jobs',
    // Its cron is not used: a schedule of ours is a waiting job with a key.
    schedule: false,
    // We keep the leases (leases.ts); pg-boss's own pass is the second line and cleans up.
    superviseIntervalSeconds: 60,
    openTelemetry: { enabled: false },
    ...(clock === undefined ? {} : { clock }),
  })
  boss.on('error', trouble)
  try {
    await boss.start()
    await createNotes(boss.getDb())
    return boss
  } catch (error) {
    await boss.stop({ graceful: false, close: true }).catch(trouble)
    throw error
  }
}

/** Two processes that create a table at once collide in the catalogue even with `if not exists`: one waits for the other. */
async function createNotes(db: Db): Promise<void> {
  await db.executeSql(
    `do $$ begin perform pg_advisory_xact_lock(hashtext('${schema}.foreseen_note')); ${noteTable}; end $$`,
  )
}

/** Runs steps in one transaction of pg-boss's own pool. */
export async function inTransaction<T>(boss: PgBoss, work: (db: Db) => Promise<T>): Promise<T> {
  const db = boss.getDb()
  if (db.beginTransaction === undefined) throw new Error('pg-boss was given a database without transactions')
  const transaction = await db.beginTransaction()
  try {
    const result = await work(transaction.db)
    await transaction.commit()
    return result
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}

/** How many jobs a command of pg-boss changed; its declared type hides the number that it returns. */
export function affected(response: object): number {
  return 'affected' in response && typeof response.affected === 'number' ? response.affected : 0
}
