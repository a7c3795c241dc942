/**
 * A clock that stands until a test moves it. Jobs on PostgreSQL go by the database's clock alone: theirs is set
 * whenever this one is moved, and goes on from there, since waits between tries must pass. pg-boss reads the time
 * from a function of its own that a test may replace.
 */
import { Client } from 'pg'

export interface StandingClock {
  /** Milliseconds since the epoch. */
  ms: number
  /** Sets the jobs' clock in a database from now on; the jobs are open. On SQLite they follow `timers.now`. */
  lead(address: string): Promise<void>
  /** Ends what `lead` began. */
  close(): Promise<void>
}

export function openStandingClock(startMs: number): StandingClock {
  let ms = startMs
  let client: Client | undefined
  let told: Promise<unknown> = Promise.resolve()
  const tell = (): void => {
    const aheadMs = Math.round(ms - Date.now())
    told = told.then(() =>
      client?.query(`create or replace function foreseen_jobs.job_now() returns timestamptz language sql stable
        as $$ select pg_catalog.now() + ${aheadMs} * interval '1 millisecond' $$`),
    )
  }
  return {
    get ms() {
      return ms
    },
    set ms(toMs) {
      ms = toMs
      tell()
    },
    async lead(address) {
      if (!address.startsWith('postgresql:')) return
      client = new Client({ connectionString: address })
      await client.connect()
      tell()
      await told
    },
    async close() {
      await told
      await client?.end()
      client = undefined
    },
  }
}
