/** Releases found by name, who holds what, and many changes as one: the same on both engines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ledger, LedgerFailure, listEvents, roomsWithin } from '@foreseen/ledger'
import { onBothEngines } from '../engines.ts'
import { bodyOf, certificateAt, observationOf, organisationIn, pinAt, releaseIn, scanOf } from '../sample.ts'

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

async function opened(ledger: Ledger) {
  const by = await organisationIn(ledger)
  return { ledger, by, release: await releaseIn(ledger, by, '0.9.1') }
}

const endpointIn = async (ledger: Ledger, by: { organisation: string; actor: string }, host: string) =>
  (await ledger.endpoints.ensure(by, { host, port: 443, starttls: 'none' })).id

/** Rows without the prototype that each engine gives them. */
const plain = <T extends object>(rows: readonly T[]): readonly T[] => rows.map(row => ({ ...row }))

onBothEngines('reach', fresh => {
  test('a release is found by name, by part of it, and only by its own organisation', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    const { releases } = ledger
    const name = { product: 'joost', version: '0.9.1', platform: '' }
    assert.equal((await releases.find(by.organisation, name))?.id, release)
    assert.equal(await releases.find(by.organisation, { ...name, platform: 'linux' }), undefined)
    assert.equal((await releases.read(by.organisation, release))?.productName, 'joost')
    const other = await organisationIn(ledger)
    assert.equal(await releases.read(other.organisation, release), undefined)
    assert.equal(await releases.find(other.organisation, name), undefined)
    const found = async (text: string) =>
      (await releases.list({ organisation: by.organisation, text })).items.map(({ id }) => id)
    assert.deepEqual(await found('JOOST 0.9'), [release])
    assert.deepEqual(await found('0_9'), [])
    assert.deepEqual(await found('%'), [])
    assert.deepEqual(await found(' '), [release])
  })

  test('what is not said of a release stays, and saying it again changes nothing', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    const { releases } = ledger
    const endpoint = await endpointIn(ledger, by, 'api.example.com')
    const said = { support: 'ending', updateHosts: ['u.example.com'], endpoints: [endpoint] } as const
    assert.equal(await releases.change(by, release, said), true)
    assert.equal(await releases.change(by, release, said), false)
    assert.equal(await releases.change(by, release, {}), false)
    assert.equal(await releases.change(by, release, { supportedUntilMs: 5 }), true)
    const row = await releases.read(by.organisation, release)
    assert.deepEqual([row?.support, row?.supported_until_ms], ['ending', 5])
    assert.deepEqual(await releases.updateHosts(release), ['u.example.com'])
    assert.deepEqual(
      (await releases.saidEndpoints(release)).map(({ id, host }) => [id, host]),
      [[endpoint, 'api.example.com']],
    )
    assert.deepEqual(plain(await releases.allSaidEndpoints(by.organisation)), [{ release, endpoint }])
    assert.equal(await releases.change(by, release, { supportedUntilMs: null, endpoints: [] }), true)
    assert.deepEqual(await releases.saidEndpoints(release), [])
    const none = { endpoints: ['end_none'] }
    await assert.rejects(releases.change(by, release, none), hasCode('ledger-refers-to-nothing'))
    await assert.rejects(releases.change(by, 'rel_none', {}), hasCode('ledger-missing'))
    await releases.noteInstalls(by, release, { atMs: 10, count: 5 })
    await releases.noteInstalls(by, release, { atMs: 30, count: 7 })
    await releases.noteInstalls(by, release, { atMs: 20, count: 6 })
    assert.deepEqual((await releases.read(by.organisation, release))?.installs, { atMs: 30, count: 7 })
    assert.deepEqual(await releases.newestInstalls(release, 2), [
      { atMs: 30, count: 7 },
      { atMs: 20, count: 6 },
    ])
  })

  test('how many releases hold an object and how many endpoints served it', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    const second = await releaseIn(ledger, by, '0.9.2')
    const held = [certificateAt(1, 1), certificateAt(1, 2), certificateAt(5, 3), pinAt(1, 4)]
    await ledger.findings.pushScan(by, scanOf(release, 1, held))
    await ledger.findings.pushScan(by, scanOf(release, 2, [certificateAt(1, 9)]))
    await ledger.findings.pushScan(by, scanOf(second, 3, [certificateAt(1, 1)]))
    for (const [host, chain] of [
      ['a.example.com', [1, 2]],
      ['b.example.com', [1]],
    ] as const) {
      const endpoint = await endpointIn(ledger, by, host)
      await ledger.endpoints.observe(by, [{ endpoint, observation: observationOf(chain, 1000) }])
      await ledger.endpoints.observe(by, [{ endpoint, observation: observationOf([2], 2000) }])
    }
    const { items } = await ledger.findings.listObjects()
    const reach = await ledger.findings.reachOf(items.map(({ id }) => id))
    const counts = items.map(({ id, sha256 }) => [sha256, reach(id).releases, reach(id).endpoints])
    const digest = (number: number) => certificateAt(number, 0).record.sha256
    const expected = [
      [digest(1), 2, 2],
      [digest(5), 1, 0],
      [null, 1, 0],
      [digest(2), 0, 2],
    ]
    assert.deepEqual(counts.sort(), expected.sort())
    assert.deepEqual(plain(await ledger.findings.newestKinds(second)), [
      { kind: 'hardwired-root', level: 'low', objects: 1 },
    ])
    assert.deepEqual(await ledger.findings.newestKinds('rel_none'), [])
  })

  test('a scan pushed again with its bytes gets them, once', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    const { record } = certificateAt(1, 1)
    const bare = scanOf(release, 1, [{ record }])
    const whole = scanOf(release, 1, [certificateAt(1, 1)])
    const first = await ledger.findings.pushScan(by, bare)
    assert.deepEqual(await ledger.findings.pushScan(by, whole), { ...first, changed: true })
    assert.deepEqual(await ledger.findings.pushScan(by, whole), { ...first, changed: false })
    assert.deepEqual(await ledger.findings.pushScan(by, bare), { ...first, changed: false })
    const { items } = await ledger.findings.listObjects()
    assert.deepEqual((await ledger.findings.getObject(items[0]?.id ?? 0)).body, bodyOf(1))
    const log = await listEvents(ledger.read, { subject: first.scan })
    assert.deepEqual(log.items.map(({ kind }) => kind).sort(), ['scan.bytes-pushed', 'scan.pushed'])
  })

  test('rooms within a change see what it did, and leave nothing when it is given up', async () => {
    const { ledger, by } = await opened(await fresh.open())
    const heads = async () => (await listEvents(ledger.read, { limit: 500 })).items.length
    const before = await heads()
    const both = (fails: boolean) =>
      ledger.transact(async change => {
        const { releases, endpoints } = roomsWithin(ledger, change)
        const { id } = await releases.ensureProduct(by, 'other')
        assert.equal((await releases.ensureProduct(by, 'other')).changed, false)
        await endpoints.ensure(by, { host: 'c.example.com', port: 443, starttls: 'none' })
        if (fails) throw new Error('given up')
        return id
      })
    await assert.rejects(both(true), /given up/)
    assert.equal(await heads(), before)
    const products = await ledger.releases.listProducts(by.organisation)
    assert.deepEqual(
      products.map(({ name }) => name),
      ['joost'],
    )
    await both(false)
    assert.equal(await heads(), before + 2)
    const first = await ledger.releases.pageProducts(by.organisation, { limit: 1 })
    const rest = await ledger.releases.pageProducts(by.organisation, { limit: 1, after: first.next ?? '' })
    assert.deepEqual(
      [...first.items, ...rest.items].map(({ name }) => name),
      ['joost', 'other'],
    )
  })
})
