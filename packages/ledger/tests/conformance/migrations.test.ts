/** Every earlier schema grows into the newest one; what is newer or not ours is left alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ledger, LedgerFailure, openLedger, pendingMigrations } from '@foreseen/ledger'
import { CompiledQuery } from 'kysely'
import { tableShapes } from '../../src/engine/schema.ts'
import { migrations } from '../../src/migrations/list.ts'
import { type Migration, table } from '../../src/migrations/statements.ts'
import { onBothEngines, seededRandom, steppingClock } from '../engines.ts'
import { certificateAt, organisationIn, releaseIn, scanOf } from '../sample.ts'

const sources = { clock: steppingClock(), random: seededRandom('migrations') }

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

async function rowsOf(ledger: Ledger, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await ledger.read.executeQuery<Readonly<Record<string, unknown>>>(CompiledQuery.raw(text))).rows
}

const schemaText = {
  sqlite: "select type, name, sql from sqlite_schema where name not like 'sqlite_%' order by type, name",
  postgresql: `select table_name || '.' || column_name as name, data_type, is_nullable, collation_name
    from information_schema.columns where table_schema = 'public'
    union all select indexname, indexdef, '', '' from pg_indexes where schemaname = 'public'
    union all select tgname, pg_get_triggerdef(oid), '', '' from pg_trigger where not tgisinternal
    order by 1, 2`,
} as const

const schemaOf = (ledger: Ledger) => rowsOf(ledger, schemaText[ledger.engine.name])

onBothEngines('migrations', fresh => {
  test('from every earlier schema to the newest, with what was in it', async () => {
    const expected = await schemaOf(await fresh.open())
    for (let from = 1; from <= migrations.length; from++) {
      const address = await fresh.address()
      const earlier = await openLedger({ address, ...sources, migrations: migrations.slice(0, from) })
      const by = await organisationIn(earlier)
      await earlier.close()
      assert.equal(await pendingMigrations({ address, ...sources }), migrations.length - from)
      const ledger = await fresh.open(address)
      assert.deepEqual(await schemaOf(ledger), expected, `from ${from}`)
      assert.equal((await ledger.accounts.listOrganisations())[0]?.id, by.organisation)
      const release = await releaseIn(ledger, by, '1')
      await ledger.findings.pushScan(by, scanOf(release, 1, [certificateAt(1, 1)]))
    }
  })

  test('the list of tables is what the migrations make', async () => {
    const ledger = await fresh.open()
    for (const { name, columns } of tableShapes) {
      const text =
        fresh.name === 'sqlite'
          ? `select name, type, "notnull" as filled, pk from pragma_table_info('${name}')`
          : `select column_name as name, data_type as type, (is_nullable = 'NO')::int as filled, 0 as pk
             from information_schema.columns where table_name = '${name}'`
      const words: Readonly<Record<string, string>> = {
        TEXT: 'text',
        INTEGER: 'int',
        BLOB: 'bytes',
        text: 'text',
        bigint: 'int',
        bytea: 'bytes',
      }
      const found = (await rowsOf(ledger, text)).map(({ name, type, filled, pk }) => {
        const needed = filled === 1 || (typeof pk === 'number' && pk > 0)
        return `${String(name)} ${words[String(type)] ?? String(type)}${needed ? '' : '?'}`
      })
      const listed = columns.map(([column, type]) => `${column} ${type.replace('serial', 'int')}`)
      assert.deepEqual(found.toSorted(), listed.toSorted(), name)
    }
  })

  test('a database of a newer program, and one that went another way, are refused untouched', async () => {
    const address = await fresh.address()
    const next: Migration = {
      number: migrations.length + 1,
      name: 'of tomorrow',
      statements: engine => [table(engine, 'tomorrow', 'id text primary key')],
    }
    await (await openLedger({ address, ...sources, migrations: [...migrations, next] })).close()
    await assert.rejects(fresh.open(address), hasCode('ledger-schema-newer'))
    await assert.rejects(pendingMigrations({ address, ...sources }), hasCode('ledger-schema-newer'))
    const other = { ...next, statements: () => ['select 1'] }
    await assert.rejects(
      openLedger({ address, ...sources, migrations: [...migrations, other] }),
      hasCode('ledger-schema-changed'),
    )
    await (await openLedger({ address, ...sources, migrations: [...migrations, next] })).close()
  })

  test('a migration that fails leaves the schema as it was', async () => {
    const address = await fresh.address()
    const broken: Migration = {
      number: migrations.length + 1,
      name: 'broken half way',
      statements: engine => [table(engine, 'half', 'id text primary key'), 'create table half (id)'],
    }
    await assert.rejects(openLedger({ address, ...sources, migrations: [...migrations, broken] }))
    const ledger = await fresh.open(address)
    assert.equal(JSON.stringify(await schemaOf(ledger)).includes('half'), false)
  })

  test('several programs that start at once migrate once', async () => {
    const address = await fresh.address()
    const opened = await Promise.all(Array.from({ length: 4 }, () => fresh.open(address)))
    const rows = await rowsOf(
      opened[0] ?? (await fresh.open(address)),
      'select number from schema_migrations',
    )
    assert.equal(rows.length, migrations.length)
  })
})
