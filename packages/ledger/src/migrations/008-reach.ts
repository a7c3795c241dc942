import { type Migration, table } from './statements.ts'

/**
 * Who holds an object and who serves it, beside its occurrences: a root that is in every release would otherwise be
 * counted through all of its places each time a list shows it.
 */
export const reach: Migration = {
  number: 8,
  name: 'endpoints of releases, releases and endpoints of objects, kinds of scans',
  statements: engine => [
    table(
      engine,
      'release_endpoints',
      `release text not null references releases, endpoint text not null references endpoints,
       primary key (release, endpoint)`,
      true,
    ),
    'create index release_endpoints_by_endpoint on release_endpoints (endpoint, release)',
    table(
      engine,
      'object_releases',
      `object integer not null references objects (id), release text not null references releases,
       primary key (object, release)`,
      true,
    ),
    `insert into object_releases (object, release)
       select distinct occurrences.object, scans.release
       from occurrences join scans on scans.seq = occurrences.scan`,
    table(
      engine,
      'object_endpoints',
      `object integer not null references objects (id), endpoint text not null references endpoints,
       primary key (object, endpoint)`,
      true,
    ),
    'create index object_endpoints_by_endpoint on object_endpoints (endpoint, object)',
    `insert into object_endpoints (object, endpoint)
       select distinct chain_members.object, observations.endpoint
       from observations join chain_members on chain_members.chain = observations.chain`,
    table(
      engine,
      'scan_kinds',
      `scan integer not null references scans (seq), kind text not null, level text not null,
       objects integer not null, primary key (scan, kind, level)`,
      true,
    ),
    `insert into scan_kinds (scan, kind, level, objects)
       select scan, kind, level, count(distinct object) from occurrences group by scan, kind, level`,
    // Cut, as the beginning of what is searched is: PostgreSQL indexes nothing beyond some 2,700 bytes.
    'create index objects_by_subject on objects (substr(subject, 1, 64), id)',
    'create index objects_by_issuer on objects (substr(issuer, 1, 64), id)',
  ],
}
