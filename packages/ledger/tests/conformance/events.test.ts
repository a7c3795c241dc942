/** The log: whoever changes it is found, on both engines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ledger, listEvents, readHead, verifyEvents } from '@foreseen/ledger'
import fc from 'fast-check'
import { CompiledQuery } from 'kysely'
import { onBothEngines } from '../engines.ts'

const count = 12

async function filled(ledger: Ledger): Promise<void> {
  for (let number = 0; number < count; number++)
    await ledger.transact(async change =>
      change.record({
        organisation: `org ${number % 2}`,
        actor: 'person:per_1',
        kind: 'thing.done',
        subject: `thing ${number % 3}`,
        body: { number, nested: { b: [1, null, 'é'], a: true } },
      }),
    )
}

/** Takes the guards away, as somebody with the rights of the database's owner can. */
async function unguard(ledger: Ledger): Promise<void> {
  const drops =
    ledger.engine.name === 'sqlite'
      ? ['drop trigger events_no_update', 'drop trigger events_no_delete']
      : ['drop trigger events_guard on events', 'drop trigger events_guard_all on events']
  await ledger.transact(async ({ rows }) => {
    for (const drop of drops) await rows.executeQuery(CompiledQuery.raw(drop))
  })
}

type Field = 'organisation' | 'actor' | 'kind' | 'subject' | 'body' | 'previous' | 'hash'

const fields: readonly Field[] = ['organisation', 'actor', 'kind', 'subject', 'body', 'previous', 'hash']

type Tampering =
  | { readonly act: 'text'; readonly seq: number; readonly field: Field; readonly text: string }
  | { readonly act: 'time'; readonly seq: number; readonly by: number }
  | { readonly act: 'remove'; readonly seq: number }
  | { readonly act: 'swap'; readonly seq: number }
  | { readonly act: 'cut'; readonly seq: number }

const seqs = fc.integer({ min: 1, max: count })

const tamperings: fc.Arbitrary<Tampering> = fc.oneof(
  fc.record({
    act: fc.constant('text' as const),
    seq: seqs,
    field: fc.constantFrom(...fields),
    text: fc.string({ maxLength: 8 }).filter(text => !text.includes('\0')),
  }),
  fc.record({ act: fc.constant('time' as const), seq: seqs, by: fc.integer({ min: 1, max: 10 ** 9 }) }),
  fc.record({ act: fc.constant('remove' as const), seq: seqs }),
  fc.record({ act: fc.constant('swap' as const), seq: fc.integer({ min: 1, max: count - 1 }) }),
  fc.record({ act: fc.constant('cut' as const), seq: fc.integer({ min: 2, max: count }) }),
)

async function tamper(ledger: Ledger, tampering: Tampering): Promise<void> {
  const { seq } = tampering
  await ledger.transact(async ({ rows }) => {
    const all = await rows.selectFrom('events').selectAll().orderBy('seq').execute()
    const row = all[seq - 1]
    if (row === undefined) return
    const put = (set: object) => rows.updateTable('events').set(set).where('seq', '=', seq).execute()
    if (tampering.act === 'text')
      await put({ [tampering.field]: `${row[tampering.field]}${tampering.text} ` })
    if (tampering.act === 'time') await put({ at_ms: row.at_ms + tampering.by })
    if (tampering.act === 'remove') await rows.deleteFrom('events').where('seq', '=', seq).execute()
    if (tampering.act === 'cut') await rows.deleteFrom('events').where('seq', '>=', seq).execute()
    if (tampering.act !== 'swap') return
    const next = all[seq]
    await put({ seq: 1000 })
    await rows
      .updateTable('events')
      .set({ seq })
      .where('seq', '=', next?.seq ?? 0)
      .execute()
    await rows
      .updateTable('events')
      .set({ seq: seq + 1 })
      .where('seq', '=', 1000)
      .execute()
  })
}

onBothEngines('events', fresh => {
  test('the log is told newest first, in pages, by organisation and by subject', async () => {
    const ledger = await fresh.open()
    await filled(ledger)
    const first = await listEvents(ledger.read, { organisation: 'org 1', limit: 4 })
    const rest = await listEvents(ledger.read, { organisation: 'org 1', limit: 4, after: first.next ?? '' })
    assert.deepEqual(
      [...first.items, ...rest.items].map(({ seq }) => seq),
      [12, 10, 8, 6, 4, 2],
    )
    assert.equal(rest.next, undefined)
    assert.equal((await listEvents(ledger.read, { subject: 'thing 1' })).items.length, 4)
    assert.deepEqual(first.items[0]?.body, { nested: { a: true, b: [1, null, 'é'] }, number: 11 })
  })

  test('any tampering is found, and the first broken link is named', async () => {
    const ledger = await fresh.open()
    await filled(ledger)
    const kept = await readHead(ledger.read)
    await unguard(ledger)
    const whole = await ledger.read.selectFrom('events').selectAll().orderBy('seq').execute()
    await fc.assert(
      fc.asyncProperty(tamperings, async tampering => {
        await tamper(ledger, tampering)
        const verified = await verifyEvents(ledger.engine, kept)
        await ledger.transact(async ({ rows }) => {
          await rows.deleteFrom('events').execute()
          for (const row of whole) await rows.insertInto('events').values(row).execute()
        })
        assert.equal(verified.sound, false)
        if (!verified.sound) assert.equal(verified.seq, tampering.seq)
      }),
      { numRuns: ledger.engine.name === 'sqlite' ? 60 : 25, seed: 7 },
    )
    assert.equal((await verifyEvents(ledger.engine, kept)).sound, true)
  })

  test('a log written anew in full is told from the kept one by its head', async () => {
    const [honest, forged] = [await fresh.open(), await fresh.open()]
    await filled(honest)
    await filled(forged)
    await filled(forged)
    const kept = await readHead(honest.read)
    const verified = await verifyEvents(forged.engine, { ...kept, hash: 'f'.repeat(64) })
    assert.deepEqual(verified.sound ? 'sound' : verified.broken, 'head-missing')
  })
})
