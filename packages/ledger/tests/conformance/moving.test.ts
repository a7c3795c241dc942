/** Backup of a ledger in use, restore, and moves between engines, with counts and digests. */
import assert from 'node:assert/strict'
import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import {
  backupLedger,
  digestTables,
  type Ledger,
  LedgerFailure,
  moveLedger,
  openLedger,
  restoreLedger,
  verifyEvents,
  verifyLedger,
} from '@foreseen/ledger'
import { migrations } from '../../src/migrations/list.ts'
import { onBothEngines, seededRandom, steppingClock } from '../engines.ts'
import { certificateAt, observationOf, organisationIn, pinAt, releaseIn, scanOf } from '../sample.ts'

const sources = { clock: steppingClock(), random: seededRandom('moving') }

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

async function fill(ledger: Ledger) {
  const by = await organisationIn(ledger)
  const release = await releaseIn(ledger, by, '1')
  const findings = Array.from({ length: 300 }, (_, at) =>
    at % 3 === 0 ? pinAt(at, at) : certificateAt(at, at),
  )
  await ledger.findings.pushScan(by, scanOf(release, 1, findings))
  const { id } = await ledger.endpoints.ensure(by, { host: 'a.example', port: 443, starttls: 'none' })
  await ledger.endpoints.observe(by, [{ endpoint: id, observation: observationOf([1, 2], 100) }])
  const person = await ledger.accounts.addPerson(by, {
    email: 'a@example.com',
    name: 'é\u{1f600}',
    role: 'owner',
  })
  await ledger.accounts.addPasskey(by, {
    id: 'k',
    person: person.id,
    name: 'key',
    public_key: new Uint8Array([0, 255, 7]),
    counter: 1,
  })
  return { by, release }
}

const digestsOf = (ledger: Ledger) => ledger.engine.snapshot(digestTables)

let names = 0

onBothEngines('moving', fresh => {
  const file = (): string => join(fresh.folder(), `backup-${fresh.name}-${++names}.ledger`)

  test('a backup taken while others write is one moment, and restores to the same', async () => {
    const ledger = await fresh.open()
    const { by } = await fill(ledger)
    let written = 0
    let going = true
    const writing = (async () => {
      while (going) {
        const release = await releaseIn(ledger, by, `w${written}`)
        await ledger.findings.pushScan(by, scanOf(release, written, [certificateAt(written, written)]))
        written++
        await new Promise(resolve => setImmediate(resolve))
      }
    })()
    const target = file()
    const report = await backupLedger(ledger, target)
    going = false
    await writing
    const restored = await fresh.address()
    assert.deepEqual(await restoreLedger(target, restored, sources), report.tables)
    const copy = await fresh.open(restored)
    assert.deepEqual(await verifyLedger(copy, report.head), [])
    assert.deepEqual(await digestsOf(copy), report.tables)
    assert.equal((await verifyEvents(ledger.engine, report.head)).sound, true)
    assert.deepEqual(
      readdirSync(fresh.folder()).filter(name => name.startsWith(target.split('/').at(-1) ?? '')),
      [target.split('/').at(-1)],
    )
  })

  test('after a restore work goes on: numbers continue, searches find', async () => {
    const ledger = await fresh.open()
    const { by } = await fill(ledger)
    const target = file()
    await backupLedger(ledger, target)
    const address = await fresh.address()
    await restoreLedger(target, address, sources)
    const copy = await fresh.open(address)
    const release = await releaseIn(copy, by, '2')
    const { scan } = await copy.findings.pushScan(
      by,
      scanOf(release, 2, [certificateAt(999, 1), certificateAt(4, 4)]),
    )
    const { items } = await copy.findings.occurrencesIn(scan)
    assert.equal(items.length, 2)
    const [here, there] = [
      await ledger.findings.listObjects({ text: 'joost 4' }),
      await copy.findings.listObjects({ text: 'joost 4' }),
    ]
    assert.deepEqual(
      there.items.slice(0, here.items.length).map(({ id }) => id),
      here.items.map(({ id }) => id),
    )
    assert.deepEqual(await verifyLedger(copy), [])
  })

  test('a move to the other engine and back changes no count and no digest', async () => {
    const ledger = await fresh.open()
    await fill(ledger)
    const before = await digestsOf(ledger)
    const middle = file()
    assert.deepEqual(await moveLedger(ledger, middle), before)
    const sqlite = await openLedger({ address: middle, ...sources })
    const back = await fresh.address()
    assert.deepEqual(await moveLedger(sqlite, back), before)
    await sqlite.close()
    assert.deepEqual(await digestsOf(await fresh.open(back)), before)
  })

  test('nothing is written over, and a copy that failed leaves nothing', async () => {
    const ledger = await fresh.open()
    await fill(ledger)
    const full = await fresh.open()
    await fill(full)
    const target = file()
    await backupLedger(ledger, target)
    await assert.rejects(backupLedger(ledger, target), hasCode('ledger-target-not-empty'))
    const occupied = fresh.name === 'sqlite' ? target : ''
    if (occupied !== '')
      await assert.rejects(moveLedger(ledger, occupied), hasCode('ledger-target-not-empty'))
    await assert.rejects(
      backupLedger(ledger, join(fresh.folder(), 'none', 'a')),
      (error: unknown) => error instanceof Error,
    )
    assert.equal(existsSync(join(fresh.folder(), 'none')), false)
  })

  test('a backup of an older program is restored at the newest schema; a newer or damaged one is refused', async () => {
    const older = file()
    const early = await openLedger({ address: older, ...sources, migrations: migrations.slice(0, 3) })
    await organisationIn(early)
    await early.close()
    const address = await fresh.address()
    await restoreLedger(older, address, sources)
    const ledger = await fresh.open(address)
    assert.equal((await ledger.accounts.listOrganisations()).length, 1)
    const target = file()
    await backupLedger(ledger, target)
    const newer = file()
    copyFileSync(target, newer)
    const database = new DatabaseSync(newer)
    database.exec("insert into schema_migrations values (99, 'later', 'x', 1)")
    database.close()
    await assert.rejects(restoreLedger(newer, await fresh.address(), sources), hasCode('ledger-schema-newer'))
  })
})
