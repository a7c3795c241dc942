/** Taking a release out, and the sample workspace: the same on both engines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LedgerFailure, verifyLedger } from '@foreseen/ledger'
import { onBothEngines } from '../engines.ts'
import { certificateAt, organisationIn, releaseIn, scanOf } from '../sample.ts'

onBothEngines('removal', fresh => {
  test('a release that was taken out is in no list; what others hold too stays', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const [old, young] = [await releaseIn(ledger, by, '0.9.1'), await releaseIn(ledger, by, '0.9.2')]
    const push = (release: string, numbers: readonly number[]) =>
      ledger.findings.pushScan(
        by,
        scanOf(
          release,
          numbers[0] ?? 0,
          numbers.map((number, at) => certificateAt(number, at)),
        ),
      )
    await push(old, [1, 2])
    await push(young, [2, 3])
    await ledger.releases.remove(by, old)
    const { organisation } = by
    const left = await ledger.releases.list({ organisation })
    assert.deepEqual(
      left.items.map(({ id }) => id),
      [young],
    )
    assert.equal(await ledger.releases.read(organisation, old), undefined)
    assert.deepEqual((await ledger.findings.listScans(old)).items, [])
    const { reading } = ledger.forecasts
    assert.deepEqual(await reading.ids(organisation, 'releases'), [young], 'no forecast takes account of it')
    assert.deepEqual(await reading.releases([old]), [])
    const objects = await ledger.findings.listObjects({})
    assert.equal(objects.items.length, 2)
    await assert.rejects(
      ledger.releases.remove(by, old),
      (error: unknown) => error instanceof LedgerFailure && error.code === 'ledger-missing',
    )
    assert.deepEqual(await verifyLedger(ledger), [])
    assert.equal(await releaseIn(ledger, by, '0.9.1'), old)
    await push(old, [1, 2])
    assert.equal((await ledger.releases.list({ organisation })).items.length, 2)
    assert.equal((await ledger.findings.listObjects({})).items.length, 3)
  })

  test('a sample is known until it is forgotten', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const sample = { releases: ['rel_1'], endpoints: ['end_1'], plans: [] }
    assert.equal(await ledger.samples.read(by.organisation), undefined)
    await ledger.samples.keep(by, { ...sample, releases: [] })
    await ledger.samples.keep(by, sample)
    assert.deepEqual(await ledger.samples.read(by.organisation), sample)
    await ledger.samples.forget(by)
    assert.equal(await ledger.samples.read(by.organisation), undefined)
  })
})
