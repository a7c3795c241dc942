import { type Migration, table } from './statements.ts'

export const account: Migration = {
  number: 2,
  name: 'people, passkeys, sessions, tokens',
  statements: engine => [
    table(
      engine,
      'people',
      `id text primary key, organisation text not null references organisations, email text not null,
       name text not null, role text not null, password_hash text, created_ms integer not null,
       ended_ms integer, unique (organisation, email)`,
    ),
    table(
      engine,
      'passkeys',
      `id text primary key, person text not null references people, name text not null,
       public_key blob not null, counter integer not null, created_ms integer not null, used_ms integer`,
    ),
    'create index passkeys_by_person on passkeys (person)',
    table(
      engine,
      'sessions',
      `id text primary key, person text not null references people, token_hash text not null unique,
       agent text not null, address text not null, created_ms integer not null, seen_ms integer not null,
       expires_ms integer not null, ended_ms integer`,
    ),
    'create index sessions_by_person on sessions (person, id)',
    table(
      engine,
      'tokens',
      `id text primary key, organisation text not null references organisations,
       person text references people, name text not null, prefix text not null,
       token_hash text not null unique, scopes text not null, created_ms integer not null,
       expires_ms integer, used_ms integer, revoked_ms integer`,
    ),
    'create index tokens_by_organisation on tokens (organisation, id)',
  ],
}
