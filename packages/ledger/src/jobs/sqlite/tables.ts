import type { DatabaseSync } from 'node:sqlite'
import { JobFailure } from '../failure.ts'

/**
 * The tables of jobs on SQLite. Two clocks stand in a row, on purpose: `not_before_ms` is a date of the wall clock that
 * a person chose; `ready_tick` and `lease_tick` count milliseconds that have really passed (`ticks.ts`), so that a
 * clock set hours forward takes no job from its worker and one set back delays no retry.
 */
const first = `
create table job (
  seq integer primary key autoincrement,
  id text not null unique,
  kind text not null,
  key text,
  state text not null check (state in ('waiting', 'running', 'done', 'dead', 'cancelled')),
  priority integer not null,
  payload text not null,
  attempts integer not null default 0,
  retries integer not null,
  backoff_base_ms integer not null,
  backoff_most_ms integer not null,
  not_before_ms integer,
  retry_ms integer,
  ready_tick integer not null default 0,
  created_ms integer not null,
  started_ms integer,
  finished_ms integer,
  lease_tick integer,
  worker text,
  share real,
  said text,
  said_ms integer,
  error text
) strict;
create index job_ready on job (kind, priority desc, seq, not_before_ms, ready_tick) where state = 'waiting';
create index job_key on job (kind, key) where state = 'waiting' and key is not null;
create index job_lease on job (lease_tick) where state = 'running';
create index job_kind on job (kind, seq);
create index job_ended on job (finished_ms) where finished_ms is not null;
create table job_tick (
  one integer primary key check (one = 1),
  tick_ms integer not null,
  monotonic_ms integer not null
) strict;
`

/** Forward only, as the ledger's own; a step that was released is never edited. They stand apart from that list because on PostgreSQL pg-boss brings its own tables, and jobs are not moved between engines. */
const steps: readonly string[] = [first]

/** Makes the tables or brings them to the newest step, all or nothing. Errors: `jobs-schema-newer`. */
export function bringUpToDate(database: DatabaseSync): void {
  database.exec('begin immediate')
  try {
    database.exec('create table if not exists job_schema (step integer primary key) strict')
    const done = Number(database.prepare('select count(*) as count from job_schema').get()?.count ?? 0)
    if (done > steps.length)
      throw new JobFailure(
        'jobs-schema-newer',
        `the jobs are at step ${done}; this program knows ${steps.length}`,
      )
    for (const [index, step] of steps.entries()) {
      if (index < done) continue
      database.exec(step)
      database.prepare('insert into job_schema (step) values (?)').run(index + 1)
    }
    database.exec('commit')
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}
