import { guards, type Migration, table } from './statements.ts'

export const rehearsal: Migration = {
  number: 7,
  name: 'rehearsal plans, runs, verdicts, wire evidence',
  statements: engine => [
    table(
      engine,
      'rehearsal_plans',
      `id text primary key, organisation text not null references organisations, name text not null,
       body text not null, created_ms integer not null, ended_ms integer`,
    ),
    table(
      engine,
      'rehearsal_runs',
      `id text primary key, plan text not null references rehearsal_plans, kind text not null,
       state text not null, runner text not null, program text not null, created_ms integer not null,
       started_ms integer, ended_ms integer`,
    ),
    'create index rehearsal_runs_by_plan on rehearsal_runs (plan, id)',
    table(
      engine,
      'rehearsed_clients',
      `run text not null references rehearsal_runs, client text not null, kind text not null,
       release text references releases, pin text not null, accepts text not null,
       primary key (run, client)`,
      true,
    ),
    'create index rehearsed_clients_by_release on rehearsed_clients (release, run)',
    table(
      engine,
      'verdicts',
      `run text not null, client text not null, scenario text not null, trust text not null,
       kind text not null, reason text not null, evidence text not null, predicted text, disagreement text,
       clock text not null, ordinal integer not null, primary key (run, client, scenario, trust),
       foreign key (run, client) references rehearsed_clients (run, client)`,
      true,
    ),
    table(
      engine,
      'run_records',
      `run text not null, client text not null, scenario text not null, trust text not null,
       attempt integer not null, body text not null, primary key (run, client, scenario, trust, attempt),
       foreign key (run, client, scenario, trust) references verdicts (run, client, scenario, trust)`,
      true,
    ),
    ...['rehearsed_clients', 'verdicts', 'run_records'].flatMap(name => guards(engine, name, false)),
  ],
}
