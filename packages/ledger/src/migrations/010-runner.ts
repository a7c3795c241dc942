import { guards, type Migration, table } from './statements.ts'

export const runner: Migration = {
  number: 10,
  name: 'runners, leases and outcomes of rehearsals',
  statements: engine => [
    table(
      engine,
      'runners',
      `organisation text not null references organisations, name text not null, holder text not null,
       program text not null, clients text not null, seen_ms integer not null,
       primary key (organisation, name)`,
      true,
    ),
    table(
      engine,
      'rehearsal_leases',
      `run text primary key references rehearsal_runs, basis text not null, attempt integer not null,
       lost integer not null, holder text not null, until_ms integer, share integer not null,
       said text not null`,
    ),
    table(
      engine,
      'rehearsal_outcomes',
      `run text primary key references rehearsal_runs, digest text not null, body text not null`,
    ),
    'create index rehearsal_outcomes_by_digest on rehearsal_outcomes (digest)',
    'create index rehearsal_runs_by_state on rehearsal_runs (state, id)',
    ...guards(engine, 'rehearsal_outcomes', false),
  ],
}
