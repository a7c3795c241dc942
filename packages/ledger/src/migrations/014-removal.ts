import { type Migration, table } from './statements.ts'

export const removal: Migration = {
  number: 14,
  name: 'releases that were taken out, the sample',
  statements: engine => [
    `alter table releases add column ended_ms ${engine === 'sqlite' ? 'integer' : 'bigint'}`,
    table(
      engine,
      'samples',
      `organisation text primary key references organisations, body text not null,
       created_ms integer not null`,
    ),
  ],
}
