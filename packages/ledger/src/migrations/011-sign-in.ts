import { type Migration, table } from './statements.ts'

export const signIn: Migration = {
  number: 11,
  name: 'accounts at providers, challenges',
  statements: engine => [
    table(
      engine,
      'identities',
      `organisation text not null references organisations, issuer text not null, subject text not null,
       person text not null references people, created_ms integer not null,
       primary key (organisation, issuer, subject)`,
    ),
    'create index identities_by_person on identities (person)',
    table(
      engine,
      'challenges',
      `hash text primary key, organisation text not null references organisations, purpose text not null,
       subject text not null, expires_ms integer not null`,
    ),
    'create index challenges_by_end on challenges (expires_ms)',
  ],
}
