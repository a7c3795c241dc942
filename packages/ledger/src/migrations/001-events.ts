import { guardFunction, guards, type Migration, table } from './statements.ts'

/** The log comes first: whatever follows is recorded in it. */
export const events: Migration = {
  number: 1,
  name: 'organisations and the log of events',
  statements: engine => [
    table(engine, 'organisations', 'id text primary key, name text not null, created_ms integer not null'),
    table(
      engine,
      'events',
      `seq integer primary key, organisation text not null, actor text not null, at_ms integer not null,
       kind text not null, subject text not null, body text not null, previous text not null,
       hash text not null unique`,
    ),
    'create index events_by_subject on events (subject, seq)',
    'create index events_by_organisation on events (organisation, seq)',
    ...(engine === 'postgresql' ? [guardFunction] : []),
    ...guards(engine, 'events', true),
  ],
}
