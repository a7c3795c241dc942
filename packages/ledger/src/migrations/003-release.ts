import { type Migration, table } from './statements.ts'

export const release: Migration = {
  number: 3,
  name: 'products, releases, installs, update hosts',
  statements: engine => [
    table(
      engine,
      'products',
      `id text primary key, organisation text not null references organisations, name text not null,
       created_ms integer not null, unique (organisation, name)`,
    ),
    table(
      engine,
      'releases',
      `id text primary key, product text not null references products, version text not null,
       platform text not null, artefact_sha256 text not null, support text not null,
       supported_until_ms integer, released_ms integer, created_ms integer not null,
       unique (product, version, platform)`,
    ),
    'create index releases_by_artefact on releases (artefact_sha256)',
    table(
      engine,
      'installs',
      `release text not null references releases, at_ms integer not null, count integer not null,
       primary key (release, at_ms)`,
      true,
    ),
    table(
      engine,
      'update_hosts',
      'release text not null references releases, host text not null, primary key (release, host)',
      true,
    ),
    'create index update_hosts_by_host on update_hosts (host)',
  ],
}
