/** What forecasts follow from and what becomes of them: the same on both engines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ForecastLine, NewForecast } from '@foreseen/ledger'
import { onBothEngines } from '../engines.ts'
import { certificateAt, observationOf, organisationIn, releaseIn, scanOf, sha256 } from '../sample.ts'

const day = 86_400_000
const base = Date.UTC(2026, 10, 1)

const line = (release: string, days: number, more: Partial<ForecastLine> = {}): ForecastLine => ({
  release,
  endpoint: 'end_1',
  outcome: 'breaks',
  level: 'likely',
  days: { earliestMs: undefined, expectedMs: base + days * day, latestMs: undefined },
  body: { sentence: 'It breaks.' },
  ...more,
})

const forecastOf = (name: string, lines: readonly ForecastLine[]): NewForecast => ({
  inputs: { name },
  program: 'foreseen test',
  atMs: base,
  horizonMs: base + 400 * day,
  body: {},
  lines,
})

onBothEngines('forecast', fresh => {
  test('lines that say the same share one text, and a text that was altered is seen', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { forecasts } = ledger
    const first = await forecasts.store(by, forecastOf('a', [line('rel_1', 1), line('rel_2', 2)]))
    const second = await forecasts.store(
      by,
      forecastOf('b', [line('rel_3', 3, { body: { sentence: 'Other.' } })]),
    )
    const texts = await ledger.read.selectFrom('breakage_texts').selectAll().execute()
    assert.equal(texts.length, 2)
    const { items } = await forecasts.listLines(first.id)
    assert.deepEqual(
      items.map(({ body }) => body),
      [{ sentence: 'It breaks.' }, { sentence: 'It breaks.' }],
    )
    assert.deepEqual((await forecasts.readLine(second.id, 0))?.body, { sentence: 'Other.' })
    assert.equal(await forecasts.readLine(second.id, 1), undefined)
    assert.equal(await forecasts.countLines(first.id), 2)
    assert.equal(await forecasts.countLines(first.id, { release: 'rel_2' }), 1)
    assert.equal(await forecasts.isUnchanged(first.id), true)
    assert.equal((await forecasts.newest(by.organisation))?.id, second.id)
    assert.equal((await forecasts.find(by.organisation, first.id))?.id, first.id)
    assert.equal(await forecasts.find('org_other', first.id), undefined)
  })

  test('lines whose day has come, by day and page by page; each is scored once', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { forecasts } = ledger
    const lines = [5, 3, 9, 1].map((days, index) => line(`rel_${index}`, days))
    const { id } = await forecasts.store(
      by,
      forecastOf('a', [...lines, line('rel_9', 2, { outcome: 'survives' })]),
    )
    const due = async (days: number): Promise<string[]> => {
      const found: string[] = []
      let after: string | undefined
      do {
        const page = await forecasts.listDue(by.organisation, base + days * day, {
          limit: 1,
          ...(after ? { after } : {}),
        })
        found.push(...page.items.map(({ release }) => release))
        after = page.next
      } while (after !== undefined)
      return found
    }
    assert.deepEqual(await due(0), [])
    assert.deepEqual(await due(6), ['rel_3', 'rel_1', 'rel_0'])
    const scores = [
      { forecast: id, ordinal: 3, result: 'came-true', body: { reason: 'a' } },
      { forecast: id, ordinal: 1, result: 'did-not', body: { reason: 'b' } },
    ] as const
    assert.equal(await forecasts.scoreAll(by, scores), 2)
    assert.equal(await forecasts.scoreAll(by, scores), 0)
    assert.deepEqual(await due(6), ['rel_0'])
    assert.deepEqual([...(await forecasts.scoreCounts(by.organisation))].sort(), [
      ['came-true', 1],
      ['did-not', 1],
    ])
    assert.deepEqual((await forecasts.readLine(id, 1))?.score?.body, { reason: 'b' })
  })

  test('releases with their newest scan, endpoints with their stretches, chains with their objects', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { reading } = ledger.forecasts
    const release = await releaseIn(ledger, by, '1')
    await ledger.findings.pushScan(by, scanOf(release, 1, [certificateAt(1, 1)]))
    const { scan } = await ledger.findings.pushScan(by, scanOf(release, 2, [certificateAt(2, 1)]))
    await ledger.releases.noteInstalls(by, release, { atMs: 5, count: 10 })
    await ledger.releases.noteInstalls(by, release, { atMs: 9, count: 30 })
    const { id: endpoint } = await ledger.endpoints.ensure(by, {
      host: 'a.example',
      port: 443,
      starttls: 'none',
    })
    await ledger.releases.change(by, release, { endpoints: [endpoint] })
    const head = (await reading.changedSince(by.organisation, 0)).seq
    const observation = observationOf([7, 8], base)
    await ledger.endpoints.observe(by, [{ endpoint, observation }])

    assert.deepEqual(await reading.ids(by.organisation, 'releases'), [release])
    const [row] = await reading.releases([release, 'rel_none'])
    assert.equal(row?.scan?.id, scan)
    assert.deepEqual(row?.endpoints, [endpoint])
    assert.deepEqual((await reading.installs([release])).get(release), { atMs: 9, count: 30 })

    const [seen] = await reading.endpoints(await reading.ids(by.organisation, 'endpoints'))
    const chain = seen?.intervals[0]?.chain ?? ''
    const [served] = await reading.chains([chain, sha256('none')])
    assert.equal(served?.sha256, chain)
    const objects = served?.members.map(({ object }) => object) ?? []
    const bytes = await reading.bytes(objects)
    for (const { sha256: digest, body } of bytes) assert.equal(sha256(body ?? new Uint8Array()), digest)
    const identity = `certificate:${served?.members[0]?.sha256}`
    assert.equal((await reading.objects([identity, 'pin:none'])).get(identity), objects[0])

    const { changes, isCut } = await reading.changedSince(by.organisation, head)
    assert.deepEqual(changes, [{ kind: 'endpoint.served', subject: endpoint, release: '' }])
    assert.equal(isCut, false)
    assert.deepEqual(await reading.rehearsed(by.organisation), [])
  })
})
