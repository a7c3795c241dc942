import type { EngineName } from '../engine/engine.ts'
import { type Migration, table } from './statements.ts'

/**
 * Substrings are found through trigrams: FTS5 in SQLite, pg_trgm in PostgreSQL. A server without that
 * extension answers the same, by reading all objects. The condition itself is never left to the index.
 */
function search(engine: EngineName): string[] {
  if (engine === 'postgresql')
    return [
      `do $$ begin
         create extension if not exists pg_trgm;
         create index objects_by_search on objects using gin (search gin_trgm_ops);
       exception when others then raise notice 'searching without an index: %', sqlerrm; end $$`,
    ]
  return [
    `create virtual table object_search using fts5
       (search, content='objects', content_rowid='id', tokenize='trigram case_sensitive 1')`,
    // Objects enter the index later and many at once (`finding/index.ts`); those that did not yet stay out.
    `create trigger objects_unsearched after delete on objects
       when exists (select 1 from object_search_docsize where id = old.id)
       begin insert into object_search (object_search, rowid, search) values ('delete', old.id, old.search); end`,
  ]
}

export const finding: Migration = {
  number: 4,
  name: 'objects, scans, occurrences, unseen',
  statements: engine => [
    table(
      engine,
      'objects',
      `id serial primary key, identity text not null unique, type text not null, kind text,
       sha256 text, spki_sha256 text, digest_algorithm text, digest text, subject text, issuer text,
       serial text, key_text text, not_before_ms integer, not_after_ms integer, position text, body blob, search text not null`,
    ),
    'create index objects_by_sha256 on objects (sha256, id)',
    'create index objects_by_spki on objects (spki_sha256, id)',
    'create index objects_by_digest on objects (digest, id)',
    // Cut, since PostgreSQL indexes nothing beyond some 2,700 bytes and a subject may be longer.
    'create index objects_by_beginning on objects (substr(search, 1, 64), id)',
    'create index objects_by_end on objects (not_after_ms, id)',
    'create index objects_by_kind on objects (kind, id)',
    ...search(engine),
    table(
      engine,
      'scans',
      `seq serial primary key, id text not null unique, release text not null references releases,
       artefact_sha256 text not null, program text not null, digest text not null, at_ms integer not null,
       totals text not null, findings integer not null, unseen integer not null,
       created_ms integer not null, unique (release, digest)`,
    ),
    table(
      engine,
      'occurrences',
      `scan integer not null references scans (seq), ordinal integer not null,
       object integer not null references objects (id), kind text not null, level text not null,
       position text, path text not null, place integer not null, length integer not null, line integer,
       section text, symbol text, encoding text not null, detector text not null, detail text not null,
       primary key (scan, ordinal)`,
      true,
    ),
    'create index occurrences_by_object on occurrences (object, scan, ordinal)',
    table(
      engine,
      'unseen',
      `scan integer not null references scans (seq), ordinal integer not null, path text not null,
       reason text not null, code text not null, detail text not null, place integer,
       primary key (scan, ordinal)`,
      true,
    ),
  ],
}
