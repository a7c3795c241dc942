import { type Migration, table } from './statements.ts'

export const endpoint: Migration = {
  number: 5,
  name: 'endpoints, chains, observations, renewal plans',
  statements: engine => [
    table(
      engine,
      'endpoints',
      `id text primary key, organisation text not null references organisations, host text not null,
       port integer not null, starttls text not null, created_ms integer not null, ended_ms integer,
       unique (organisation, host, port, starttls)`,
    ),
    table(engine, 'chains', 'sha256 text primary key, leaf_index integer not null'),
    table(
      engine,
      'chain_members',
      `chain text not null references chains, ordinal integer not null,
       object integer not null references objects (id), primary key (chain, ordinal)`,
      true,
    ),
    'create index chain_members_by_object on chain_members (object, chain)',
    table(
      engine,
      'observations',
      `id serial primary key, endpoint text not null references endpoints, address text not null,
       family integer not null, sni text not null, key_type text not null, source text not null,
       state text not null, served text not null, chain text references chains, facts text not null,
       first_ms integer not null, last_ms integer not null,
       unique (endpoint, address, sni, key_type, first_ms)`,
    ),
    'create index observations_by_endpoint on observations (endpoint, id)',
    'create index observations_by_chain on observations (chain, endpoint)',
    table(
      engine,
      'renewal_plans',
      `endpoint text primary key references endpoints, renews text not null, key_policy text not null,
       lead_days integer not null, body text not null, changed_ms integer not null`,
    ),
  ],
}
