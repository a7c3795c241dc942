/**
 * The tables of jobs on SQLite. Two clocks stand in a row, on purpose: `not_before_ms` is a date of the wall clock that
 * a person chose; `ready_tick` and `lease_tick` count milliseconds that have really passed (`ticks.ts`), so that a
 * clock set hours forward takes no job from its worker and one set back delays no retry.
 */
export const jobTables = `
create table if not exists job (
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
create index if not exists job_ready on job (kind, priority desc, seq, not_before_ms, ready_tick) where state = 'waiting';
create index if not exists job_key on job (kind, key) where state = 'waiting' and key is not null;
create index if not exists job_lease on job (lease_tick) where state = 'running';
create index if not exists job_kind on job (kind, seq);
create index if not exists job_ended on job (finished_ms) where finished_ms is not null;
create table if not exists job_tick (
  one integer primary key check (one = 1),
  tick_ms integer not null,
  monotonic_ms integer not null
) strict;
`
