/** Endpoints, their last looks, plans and settings: the same on both engines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint } from '@foreseen/facts'
import { type EndpointFilter, type Ledger, LedgerFailure, listEvents, openLedger } from '@foreseen/ledger'
import { CompiledQuery } from 'kysely'
import type { Changes } from '../../src/engine/schema.ts'
import { migrations } from '../../src/migrations/list.ts'
import { onBothEngines, seededRandom, steppingClock } from '../engines.ts'
import { observationOf, organisationIn } from '../sample.ts'

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

const at = (host: string, port = 443, starttls: Endpoint['starttls'] = 'none'): Endpoint => ({
  host,
  port,
  starttls,
})

const namesOf = async (ledger: Ledger, filter: EndpointFilter) =>
  (await ledger.endpoints.list(filter)).items.map(({ host, port }) => `${host}:${port}`)

const certbot = {
  renews: 'certbot',
  keyPolicy: 'unknown',
  leadDays: undefined,
  renewalMs: 1_800_000_000_000,
  thirdParty: true,
  nextIssuer: 'Example CA 2',
  window: 'Sundays',
} as const

onBothEngines('endpoints', fresh => {
  test('many are made whole, known again, and listed by name in pages of any size', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { organisation } = by
    const hosts = ['b.example', 'a.example', 'a_b.example', 'axb.example', '2001:db8::1', 'ä'].map(host =>
      at(host),
    )
    const made = await ledger.endpoints.ensureAll(by, [
      ...hosts,
      at('a.example', 25, 'smtp'),
      at('a.example'),
    ])
    assert.deepEqual(
      made.map(({ changed }) => changed),
      [true, true, true, true, true, true, true, false],
    )
    assert.equal(made[7]?.id, made[1]?.id)
    const again = await ledger.endpoints.ensureAll(by, hosts)
    assert.ok(again.every(({ changed, id }, index) => !changed && id === made[index]?.id))
    const all = await namesOf(ledger, { organisation })
    assert.deepEqual(all, [
      '2001:db8::1:443',
      'a.example:25',
      'a.example:443',
      'a_b.example:443',
      'axb.example:443',
      'b.example:443',
      'ä:443',
    ])
    for (const limit of [1, 2, 3, 7]) {
      const paged: string[] = []
      let after: string | undefined
      do {
        const page = await ledger.endpoints.list({
          organisation,
          limit,
          ...(after === undefined ? {} : { after }),
        })
        paged.push(...page.items.map(({ host, port }) => `${host}:${port}`))
        after = page.next
      } while (after !== undefined)
      assert.deepEqual(paged, all)
    }
    assert.deepEqual(await namesOf(ledger, { organisation, text: 'A.EXAMPLE:2' }), ['a.example:25'])
    assert.deepEqual(await namesOf(ledger, { organisation, text: 'a_b' }), ['a_b.example:443'])
    assert.deepEqual(await namesOf(ledger, { organisation, text: '[2001:db8::1]:443' }), ['2001:db8::1:443'])
    assert.deepEqual(await namesOf(ledger, { organisation, text: '\\' }), [])
    assert.equal((await ledger.endpoints.listPresent(organisation)).length, 7)
    await assert.rejects(ledger.endpoints.list({ organisation, after: 'W10' }), hasCode('ledger-bad-cursor'))
  })

  test('the last look is the latest, whoever made it and in whatever order looks come', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { organisation } = by
    const { id } = await ledger.endpoints.ensure(by, at('api.example.com'))
    const see = (atMs: number, chain: readonly number[], address?: string) =>
      ledger.endpoints.observe(by, [
        { endpoint: id, observation: observationOf(chain, atMs, address), by: 'server' },
      ])
    const last = async () => (await ledger.endpoints.get(id)).look
    assert.equal(await last(), undefined)
    assert.deepEqual(await namesOf(ledger, { organisation, state: 'unseen' }), ['api.example.com:443'])
    await see(200, [1])
    await see(100, [])
    assert.deepEqual(
      [(await last())?.state, (await last())?.atMs, (await last())?.failures],
      ['served', 200, 0],
    )
    await see(300, [])
    await see(300, [])
    await see(400, [], '')
    const failed = await last()
    assert.deepEqual(
      [failed?.state, failed?.code, failed?.detail, failed?.failures],
      ['failed', 'tls-refused', 'nobody listens', 2],
    )
    assert.deepEqual(await namesOf(ledger, { organisation, state: 'failed' }), ['api.example.com:443'])
    assert.deepEqual(await namesOf(ledger, { organisation, state: 'served' }), [])
    await ledger.endpoints.observe(by, [
      { endpoint: id, observation: observationOf([], 500, '2001:db8::1') },
      { endpoint: id, observation: observationOf([2], 501, '192.0.2.7') },
    ])
    const mixed = await last()
    assert.deepEqual(
      [mixed?.state, mixed?.detail, mixed?.sinceMs, mixed?.atMs, mixed?.failures],
      ['served', '', 500, 501, 0],
    )
    const now = await ledger.endpoints.servedAtLastLook(id)
    assert.deepEqual(
      now.map(({ address, state }) => [address, state]),
      [
        ['192.0.2.7', 'served'],
        ['2001:db8::1', 'failed'],
      ],
    )
    const { items } = await ledger.endpoints.listIntervals(id)
    assert.deepEqual([...new Set(items.map(({ source }) => source))].sort(), ['network', 'server'])
  })

  test('endpoints that begin to serve one chain at one moment are all recorded', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const hosts = Array.from({ length: 12 }, (_, index) => at(`h${index}.example`))
    const made = await ledger.endpoints.ensureAll(by, hosts)
    const observed = await Promise.all(
      made.map(({ id }) =>
        ledger.endpoints.observe(by, [{ endpoint: id, observation: observationOf([1, 2, 3], 100) }]),
      ),
    )
    assert.ok(observed.every(({ changed }) => changed === 1))
    const { items } = await ledger.findings.listObjects({ type: 'certificate' })
    assert.equal(items.length, 3)
    assert.equal((await ledger.endpoints.endpointsServing(items[0]?.id ?? 0)).length, 12)
  })

  test('intervals come newest first, whenever they came in, in pages of any size', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { id } = await ledger.endpoints.ensure(by, at('late.example'))
    for (const atMs of [500, 100, 900, 300, 700])
      await ledger.endpoints.observe(by, [{ endpoint: id, observation: observationOf([atMs], atMs) }])
    for (const limit of [1, 2, 5]) {
      const times: number[] = []
      let after: string | undefined
      do {
        const page = await ledger.endpoints.listIntervals(id, {
          limit,
          ...(after === undefined ? {} : { after }),
        })
        times.push(...page.items.map(({ firstMs }) => firstMs))
        after = page.next
      } while (after !== undefined)
      assert.deepEqual(times, [900, 700, 500, 300, 100])
    }
  })

  test('lists go by name or by what ends first, both ways, and what has no end comes last', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { organisation } = by
    const made = await ledger.endpoints.ensureAll(
      by,
      ['c', 'a', 'd', 'b'].map(host => at(host)),
    )
    const ends = [300, 100, undefined, 200]
    await ledger.transact(async ({ rows }) => {
      for (const [index, { id }] of made.entries())
        await rows
          .insertInto('looks')
          .values({
            endpoint: id,
            since_ms: 1,
            at_ms: 1,
            state: 'served',
            code: '',
            detail: '',
            not_before_ms: 0,
            not_after_ms: ends[index] ?? null,
            failures: 0,
          })
          .execute()
    })
    const hosts = async (filter: Partial<EndpointFilter>) => {
      const all: string[] = []
      let after: string | undefined
      do {
        const page = await ledger.endpoints.list({
          organisation,
          limit: 1,
          ...filter,
          ...(after === undefined ? {} : { after }),
        })
        all.push(...page.items.map(({ host }) => host))
        after = page.next
      } while (after !== undefined)
      return all.join('')
    }
    assert.equal(await hosts({}), 'abcd')
    assert.equal(await hosts({ descending: true }), 'dcba')
    assert.equal(await hosts({ order: 'ending' }), 'abcd')
    assert.equal(await hosts({ order: 'ending', descending: true }), 'cbad')
  })

  test('what others saw makes the endpoint, and does not bring one back that ended', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { organisation } = by
    const of = at('inner.example')
    const sent = (atMs: number) => [{ of, observation: observationOf([1], atMs), by: 'build machine' }]
    assert.deepEqual(await ledger.endpoints.takeObservations(by, sent(100)), { changed: 1, seen: 0 })
    assert.deepEqual(await ledger.endpoints.takeObservations(by, sent(100)), { changed: 0, seen: 0 })
    const [first] = (await ledger.endpoints.list({ organisation })).items
    assert.deepEqual([first?.watched, first?.look?.state], [false, 'served'])
    assert.deepEqual(await ledger.endpoints.ensure(by, of), { id: first?.id, changed: true })
    const id = first?.id ?? ''
    assert.equal((await ledger.endpoints.get(id)).watched, true)
    assert.equal(await ledger.endpoints.end(by, id), true)
    assert.equal(await ledger.endpoints.end(by, id), false)
    await ledger.endpoints.takeObservations(by, sent(200))
    assert.notEqual((await ledger.endpoints.get(id)).endedMs, undefined)
    assert.deepEqual(await namesOf(ledger, { organisation }), [])
    assert.deepEqual(await namesOf(ledger, { organisation, ended: true }), ['inner.example:443'])
    const twice = [...sent(300), { of, observation: { ...observationOf([1], 300), address: 'a\0b' }, by: '' }]
    await assert.rejects(ledger.endpoints.takeObservations(by, twice), hasCode('ledger-unstorable'))
    assert.equal((await ledger.endpoints.get(id)).look?.atMs, 200, 'nothing is half stored')
  })

  test('a plan comes back as it was said and can be taken away', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { id } = await ledger.endpoints.ensure(by, at('plan.example'))
    assert.equal(await ledger.endpoints.planRenewal(by, id, certbot), true)
    assert.deepEqual(await ledger.endpoints.renewalPlan(id), certbot)
    assert.deepEqual((await ledger.endpoints.get(id)).plan, certbot)
    assert.equal(await ledger.endpoints.removePlan(by, id), true)
    assert.equal(await ledger.endpoints.removePlan(by, id), false)
    assert.equal(await ledger.endpoints.renewalPlan(id), undefined)
    await assert.rejects(ledger.endpoints.removePlan(by, 'end_none'), hasCode('ledger-missing'))
    await assert.rejects(
      ledger.endpoints.planRenewal(by, 'end_none', certbot),
      hasCode('ledger-refers-to-nothing'),
    )
    const kinds = (await listEvents(ledger.read, { subject: id })).items.map(({ kind }) => kind)
    assert.deepEqual(kinds, ['endpoint.renewal-unplanned', 'endpoint.renewal-planned', 'endpoint.added'])
  })

  test('settings begin closed, and what is said again is no event', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { organisation } = by
    const usual = {
      organisation: 'Joost',
      privateAddresses: false,
      loopbackAddresses: false,
      horizonDays: 398,
    }
    assert.deepEqual(await ledger.settings.read(organisation), usual)
    const wanted = { loopbackAddresses: true, organisation: 'Joost B.V.' }
    assert.equal(await ledger.settings.change(by, wanted), true)
    assert.equal(await ledger.settings.change(by, wanted), false)
    assert.deepEqual(await ledger.settings.read(organisation), { ...usual, ...wanted })
    await assert.rejects(ledger.settings.read('org_none'), hasCode('ledger-missing'))
  })

  test('a chain that was never seen is missing, one that was has its members in order', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { id } = await ledger.endpoints.ensure(by, at('chain.example'))
    await ledger.endpoints.observe(by, [{ endpoint: id, observation: observationOf([3, 1, 2], 100) }])
    const [now] = await ledger.endpoints.servedAtLastLook(id)
    const sha256 = now?.chainSha256 ?? ''
    assert.equal((await ledger.endpoints.getChain(sha256)).leaf_index, 0)
    assert.equal((await ledger.endpoints.readChain(sha256)).length, 3)
    await assert.rejects(ledger.endpoints.getChain('0'.repeat(64)), hasCode('ledger-missing'))
  })

  test('a ledger of an earlier schema learns its last looks from its observations', async () => {
    const address = await fresh.address()
    const sources = { clock: steppingClock(), random: seededRandom('earlier') }
    const earlier = await openLedger({ address, ...sources, migrations: migrations.slice(0, 8) })
    const { organisation } = await organisationIn(earlier)
    const run = (rows: Changes, text: string) => rows.executeQuery(CompiledQuery.raw(text))
    await earlier.transact(async ({ rows }) => {
      for (const id of ['end_a', 'end_b', 'end_c'])
        await run(
          rows,
          `insert into endpoints (id, organisation, host, port, starttls, created_ms, ended_ms)
           values ('${id}', '${organisation}', '${id}', 443, 'none', 1, null)`,
        )
      await run(rows, "insert into chains (sha256, leaf_index) values ('c', 0)")
      await run(
        rows,
        `insert into objects (identity, type, search, not_before_ms, not_after_ms) values ('o', 'certificate', '', 10, 90)`,
      )
      await run(rows, `insert into chain_members (chain, ordinal, object) select 'c', 0, id from objects`)
      for (const [endpoint, address, state, served, chain, first, last] of [
        ['end_a', 'x', 'failed', 'failed:tls-refused', 'null', 1, 5],
        ['end_a', 'y', 'served', 'c', "'c'", 2, 5],
        ['end_b', 'x', 'served', 'c', "'c'", 1, 4],
        ['end_b', 'y', 'failed', 'failed:tls-timeout', 'null', 2, 7],
      ])
        await run(
          rows,
          `insert into observations (endpoint, address, family, sni, key_type, source, state, served, chain, facts,
             first_ms, last_ms)
           values ('${endpoint}', '${address}', 4, '', 'any', 'network', '${state}', '${served}', ${chain}, '{}',
             ${first}, ${last})`,
        )
    })
    await earlier.close()
    const ledger = await fresh.open(address)
    const look = async (id: string) => (await ledger.endpoints.get(id)).look
    const [a, b] = [await look('end_a'), await look('end_b')]
    assert.deepEqual([a?.state, a?.code, a?.atMs, a?.notAfterMs, a?.failures], ['served', '', 5, 90, 0])
    assert.deepEqual([b?.state, b?.code, b?.atMs, b?.failures], ['failed', 'tls-timeout', 7, 1])
    assert.equal(await look('end_c'), undefined)
    assert.equal((await ledger.endpoints.get('end_c')).watched, true)
  })
})
