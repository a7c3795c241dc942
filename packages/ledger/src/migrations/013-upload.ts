import type { Migration } from './statements.ts'

/**
 * Artefacts on their way to a scan, where workers on other machines have nothing but the database in common; beside
 * SQLite they are files. Work in progress like jobs: neither backed up nor moved, so in no list of tables.
 */
export const upload: Migration = {
  number: 13,
  name: 'artefacts on their way to a scan',
  statements: engine =>
    engine === 'sqlite'
      ? []
      : [
          `create table upload_chunks (upload text collate "C" not null, ordinal bigint not null,
             bytes bytea not null, created_at timestamptz not null default clock_timestamp(),
             primary key (upload, ordinal))`,
          // Artefacts are packed already: trying again costs time and saves nothing.
          'alter table upload_chunks alter column bytes set storage external',
        ],
}
