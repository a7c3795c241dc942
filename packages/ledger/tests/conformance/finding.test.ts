/** Scans pushed, found again, searched: the same on both engines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ledger, LedgerFailure, listEvents } from '@foreseen/ledger'
import { onBothEngines } from '../engines.ts'
import {
  bodyOf,
  certificateAt,
  keystoreAt,
  organisationIn,
  pinAt,
  releaseIn,
  scanOf,
  sha256,
  subjectOf,
} from '../sample.ts'

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number)

async function opened(ledger: Ledger) {
  const by = await organisationIn(ledger)
  return { ledger, by, release: await releaseIn(ledger, by, '0.9.1') }
}

async function countsOf({ read }: Ledger): Promise<readonly number[]> {
  const counts: number[] = []
  for (const table of ['events', 'objects', 'scans', 'occurrences', 'unseen'] as const)
    counts.push(
      (
        await read
          .selectFrom(table)
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .execute()
      )[0]?.n ?? -1,
    )
  return counts
}

async function allIdentities(ledger: Ledger, filter: Parameters<Ledger['findings']['listObjects']>[0]) {
  const found: string[] = []
  let after: string | undefined
  do {
    const page = await ledger.findings.listObjects({
      ...filter,
      ...(after === undefined ? {} : { after }),
      limit: 7,
    })
    found.push(...page.items.map(({ identity }) => identity))
    after = page.next
  } while (after !== undefined)
  return found
}

onBothEngines('finding', fresh => {
  test('records come back as they were pushed', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    const findings = [certificateAt(1, 1), certificateAt(2, 3), pinAt(1, 9), keystoreAt(1)]
    const pushed = scanOf(release, 1, findings)
    const { scan } = await ledger.findings.pushScan(by, pushed)
    const { items } = await ledger.findings.occurrencesIn(scan)
    assert.deepEqual(
      items.map(({ record }) => JSON.parse(JSON.stringify(record))),
      findings.map(({ record }) => JSON.parse(JSON.stringify(record))),
    )
    assert.deepEqual((await ledger.findings.unseenIn(scan)).items, pushed.unseen)
    const object = await ledger.findings.getObject(items[0]?.object ?? 0)
    assert.deepEqual(object.body, bodyOf(1))
  })

  test('the same scan twice, in another order, by another program, changes nothing', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    const findings = numbers(40).map(number => certificateAt(number % 7, number))
    const first = await ledger.findings.pushScan(by, scanOf(release, 1, findings))
    const before = await countsOf(ledger)
    const again = { ...scanOf(release, 1, findings.toReversed()), program: 'foreseen 0.2.0', atMs: 99 }
    const second = await ledger.findings.pushScan(by, again)
    assert.deepEqual([first.changed, second.changed, second.scan], [true, false, first.scan])
    assert.deepEqual(await countsOf(ledger), before)
  })

  test('one certificate in many releases is one object, with every place', async () => {
    const { ledger, by } = await opened(await fresh.open())
    for (const version of numbers(12)) {
      const release = await releaseIn(ledger, by, `1.${version}`)
      await ledger.findings.pushScan(
        by,
        scanOf(release, version, [certificateAt(1, version), pinAt(1, version)]),
      )
    }
    const { items } = await ledger.findings.listObjects()
    assert.equal(items.length, 2)
    const places: string[] = []
    let after: string | undefined
    do {
      const request = after === undefined ? { limit: 5 } : { limit: 5, after }
      const page = await ledger.findings.occurrencesOf(items[0]?.id ?? 0, request)
      places.push(...page.items.map(({ record }) => record.path))
      after = page.next
    } while (after !== undefined)
    assert.equal(new Set(places).size, 12)
    assert.equal((await ledger.findings.releasesWith(items[0]?.id ?? 0)).length, 12)
  })

  test('pushes at the same moment that share objects all arrive', async () => {
    const { ledger, by } = await opened(await fresh.open())
    const releases: string[] = []
    for (const version of numbers(6)) releases.push(await releaseIn(ledger, by, `2.${version}`))
    await Promise.all(
      releases.map((release, seed) => {
        const findings = numbers(50).map(number => certificateAt(number, number + seed))
        return ledger.findings.pushScan(by, scanOf(release, seed, findings))
      }),
    )
    const [, objects, scans, occurrences] = await countsOf(ledger)
    assert.deepEqual([objects, scans, occurrences], [50, 6, 300])
  })

  test('bytes that are not what they are called, and an unknown release, leave nothing', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    const before = await countsOf(ledger)
    const forged = { ...certificateAt(1, 1), body: bodyOf(2) }
    await assert.rejects(
      ledger.findings.pushScan(by, scanOf(release, 1, [certificateAt(5, 5), forged])),
      hasCode('ledger-unstorable'),
    )
    await assert.rejects(
      ledger.findings.pushScan(by, scanOf('rel_none', 1, [certificateAt(5, 5)])),
      hasCode('ledger-refers-to-nothing'),
    )
    assert.deepEqual(await countsOf(ledger), before)
  })

  test('search finds what a plain look through everything finds', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    const findings = [...numbers(60).map(number => certificateAt(number, number)), pinAt(1, 1), pinAt(2, 2)]
    await ledger.findings.pushScan(by, scanOf(release, 1, findings))
    const rows = await ledger.read
      .selectFrom('objects')
      .select(['identity', 'search'])
      .orderBy('id')
      .execute()
    const texts = [
      'example1',
      'Example13.COM',
      'joost 1',
      '%',
      '_',
      '"',
      "'",
      '\\',
      'api-" OR "',
      'ou*',
      'nowhere',
      subjectOf(3).slice(10, 30),
      sha256(bodyOf(7)).slice(20, 40),
      sha256('pin 2').slice(3, 60),
      sha256('key 9'),
    ]
    for (const text of texts.filter(text => text.length > 2)) {
      const expected = rows
        .filter(({ search }) => search.includes(text.toLowerCase()))
        .map(({ identity }) => identity)
      assert.deepEqual(await allIdentities(ledger, { text }), expected, text)
    }
  })

  test('a search spans what is indexed and what is not yet, without a gap and without repeating', async () => {
    const { ledger, by } = await opened(await fresh.open())
    for (const part of numbers(3)) {
      const release = await releaseIn(ledger, by, `3.${part}`)
      const findings = numbers(400).map(number => certificateAt(part * 400 + number, number))
      await ledger.findings.pushScan(by, scanOf(release, part, findings))
    }
    const rows = await ledger.read
      .selectFrom('objects')
      .select(['identity', 'search'])
      .orderBy('id')
      .execute()
    for (const text of ['example7', 'joost 1', sha256(bodyOf(1199)).slice(5, 30)]) {
      const expected = rows.filter(({ search }) => search.includes(text)).map(({ identity }) => identity)
      assert.ok(expected.length > 0)
      assert.deepEqual(await allIdentities(ledger, { text }), expected, text)
    }
  })

  test('prefixes, colons and base64 are understood', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    await ledger.findings.pushScan(
      by,
      scanOf(release, 1, [certificateAt(1, 1), certificateAt(2, 2), pinAt(3, 3)]),
    )
    const certificate = `certificate:${sha256(bodyOf(1))}`
    const pin = `pin:sha256:${sha256('pin 3')}`
    const colons = (sha256(bodyOf(1)).toUpperCase().match(/../g) ?? []).join(':')
    const base64 = Buffer.from(sha256('pin 3'), 'hex').toString('base64')
    const cases: readonly (readonly [string, 'prefix' | 'substring', readonly string[]])[] = [
      [colons, 'substring', [certificate]],
      [colons, 'prefix', [certificate]],
      [`sha256/${base64}`, 'substring', [pin]],
      [base64, 'prefix', [pin]],
      [subjectOf(1).slice(0, 12), 'prefix', [certificate]],
      [subjectOf(1).slice(1, 12), 'prefix', []],
      [sha256('key 1').slice(0, 20), 'prefix', [certificate]],
      [subjectOf(1), 'prefix', [certificate]],
      ['cn', 'substring', [certificate, `certificate:${sha256(bodyOf(2))}`]],
      ['jo', 'substring', []],
    ]
    for (const [text, match, expected] of cases)
      assert.deepEqual(
        (await allIdentities(ledger, { text, match })).sort(),
        expected.toSorted(),
        `${match} ${text}`,
      )
  })

  test('lists narrow by kind, and by the day on which something ends', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    await ledger.findings.pushScan(
      by,
      scanOf(
        release,
        1,
        numbers(30).map(number => certificateAt(number, number)),
      ),
    )
    assert.equal((await allIdentities(ledger, { kind: 'hardwired-leaf' })).length, 6)
    assert.equal((await allIdentities(ledger, { kind: 'hardwired-leaf', text: 'example' })).length, 6)
    const kinds = ['hardwired-leaf', 'pin-resolved']
    assert.equal((await allIdentities(ledger, { kinds })).length, 6)
    assert.equal((await allIdentities(ledger, { kinds, text: 'example' })).length, 6)
    assert.equal((await allIdentities(ledger, { kinds: ['pin-resolved'], text: 'example' })).length, 0)
    assert.equal((await allIdentities(ledger, { kinds: [] })).length, 0)
    const fromMs = Date.UTC(2024, 0, 1) + (398 + 20) * 86_400_000
    const first = await ledger.findings.listEnding({ fromMs, limit: 4 })
    const rest = await ledger.findings.listEnding({ fromMs, limit: 100, after: first.next ?? '' })
    const ends = [...first.items, ...rest.items].map(row => row.not_after_ms ?? 0)
    assert.equal(ends.length, 10)
    assert.deepEqual(
      ends,
      ends.toSorted((a, b) => a - b),
    )
  })

  test('a cursor of somebody else is refused', async () => {
    const ledger = await fresh.open()
    for (const after of ['x', 'W10', 'WyJhIl0', 'WzEuNV0', 'A'.repeat(9000)])
      await assert.rejects(
        ledger.findings.listObjects({ after }),
        hasCode('ledger-bad-cursor'),
        after.slice(0, 20),
      )
  })

  test('every push is in the log', async () => {
    const { ledger, by, release } = await opened(await fresh.open())
    const { scan } = await ledger.findings.pushScan(by, scanOf(release, 1, [certificateAt(1, 1)]))
    const { items } = await listEvents(ledger.read, { subject: scan })
    assert.deepEqual(
      items.map(({ kind, actor }) => [kind, actor]),
      [['scan.pushed', 'system']],
    )
  })
})
