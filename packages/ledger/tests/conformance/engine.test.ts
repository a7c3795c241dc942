/** Transactions, values and failures: the same on both engines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ledger, LedgerFailure, listEvents, verifyEvents } from '@foreseen/ledger'
import { onBothEngines } from '../engines.ts'

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

const organisation = (id: string, name = id): { id: string; name: string; created_ms: number } => ({
  id,
  name,
  created_ms: 1,
})

const event = (subject: string) => ({
  organisation: 'org',
  actor: 'system',
  kind: 'organisation.created',
  subject,
  body: { subject },
})

async function add(ledger: Ledger, id: string): Promise<void> {
  await ledger.transact(async change => {
    await change.rows.insertInto('organisations').values(organisation(id)).execute()
    change.record(event(id))
  })
}

onBothEngines('engine', fresh => {
  test('a change that throws leaves nothing, not even its event', async () => {
    const ledger = await fresh.open()
    await assert.rejects(
      ledger.transact(async change => {
        await change.rows.insertInto('organisations').values(organisation('a')).execute()
        change.record(event('a'))
        throw new Error('stop')
      }),
      /stop/,
    )
    assert.equal((await ledger.read.selectFrom('organisations').selectAll().execute()).length, 0)
    assert.equal((await listEvents(ledger.read, {})).items.length, 0)
  })

  test('what is under way is not seen by readers', async () => {
    const ledger = await fresh.open()
    await ledger.transact(async change => {
      await change.rows.insertInto('organisations').values(organisation('a')).execute()
      assert.equal((await ledger.read.selectFrom('organisations').selectAll().execute()).length, 0)
    })
    assert.equal((await ledger.read.selectFrom('organisations').selectAll().execute()).length, 1)
  })

  test('fifty changes at once are one after the other: no count is lost, the log is one chain', async () => {
    const ledger = await fresh.open()
    await add(ledger, 'counter')
    await Promise.all(
      Array.from({ length: 50 }, () =>
        ledger.transact(async change => {
          const { created_ms } = await change.rows
            .selectFrom('organisations')
            .select('created_ms')
            .where('id', '=', 'counter')
            .executeTakeFirstOrThrow()
          await change.rows
            .updateTable('organisations')
            .set({ created_ms: created_ms + 1 })
            .execute()
          change.record(event('counter'))
        }),
      ),
    )
    const row = await ledger.read.selectFrom('organisations').select('created_ms').executeTakeFirst()
    assert.equal(row?.created_ms, 51)
    const verified = await verifyEvents(ledger.engine)
    assert.deepEqual([verified.sound, verified.sound && verified.head.seq], [true, 51])
  })

  test('a change within a change is refused instead of waiting for itself', async () => {
    const ledger = await fresh.open()
    await assert.rejects(
      ledger.transact(() => add(ledger, 'inner')),
      /within a change/,
    )
  })

  test('the reading side cannot write', async () => {
    const ledger = await fresh.open()
    await assert.rejects(
      ledger.read.insertInto('organisations').values(organisation('a')).execute(),
      hasCode('ledger-read-only'),
    )
  })

  test('what is there twice, refers to nothing, or cannot be stored is refused by code', async () => {
    const ledger = await fresh.open()
    await add(ledger, 'a')
    await assert.rejects(add(ledger, 'a'), hasCode('ledger-conflict'))
    const product = { id: 'p', organisation: 'nobody', name: 'p', created_ms: 1 }
    await assert.rejects(
      ledger.transact(change => change.rows.insertInto('products').values(product).execute()),
      hasCode('ledger-refers-to-nothing'),
    )
    for (const name of ['a\0b', 2 ** 53]) {
      const row =
        typeof name === 'string' ? organisation('b', name) : { ...organisation('b'), created_ms: name }
      await assert.rejects(
        ledger.transact(change => change.rows.insertInto('organisations').values(row).execute()),
        hasCode('ledger-unstorable'),
      )
    }
  })

  test('events can be neither changed nor taken away', async () => {
    const ledger = await fresh.open()
    await add(ledger, 'a')
    await assert.rejects(
      ledger.transact(change => change.rows.updateTable('events').set({ actor: 'x' }).execute()),
      hasCode('ledger-append-only'),
    )
    await assert.rejects(
      ledger.transact(change => change.rows.deleteFrom('events').execute()),
      hasCode('ledger-append-only'),
    )
  })

  test('numbers, bytes and order come back as they went in', async () => {
    const ledger = await fresh.open()
    const largest = Number.MAX_SAFE_INTEGER
    const names = ['b', 'a', 'Z', 'é', 'aa', '\u{1f600}', '~', ' ']
    await ledger.transact(async change => {
      for (const name of names)
        await change.rows
          .insertInto('organisations')
          .values({ ...organisation(name), created_ms: largest })
          .execute()
    })
    const rows = await ledger.read.selectFrom('organisations').selectAll().orderBy('name').execute()
    assert.deepEqual(
      rows.map(({ name }) => name),
      [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    )
    assert.equal(rows[0]?.created_ms, largest)
  })

  test('a part of a change may fail without the rest', async () => {
    const ledger = await fresh.open()
    await ledger.transact(async change => {
      const put = (id: string) => change.rows.insertInto('organisations').values(organisation(id)).execute()
      await put('kept')
      await assert.rejects(
        change.attempt(async () => {
          await put('undone')
          await put('kept')
        }),
        hasCode('ledger-conflict'),
      )
      await change.attempt(() => put('later'))
      change.record(event('kept'))
    })
    const rows = await ledger.read.selectFrom('organisations').select('id').orderBy('id').execute()
    assert.deepEqual(
      rows.map(({ id }) => id),
      ['kept', 'later'],
    )
  })
})
