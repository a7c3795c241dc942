/** Intervals of observations, whatever the order in which looks come in. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Ledger, openLedger } from '@foreseen/ledger'
import fc from 'fast-check'
import { seededRandom, steppingClock } from '../engines.ts'
import { observationOf, organisationIn, sha256 } from '../sample.ts'

let dir = ''
let ledger: Ledger
before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'foreseen-interval-'))
  ledger = await openLedger({
    address: join(dir, 'a.ledger'),
    clock: steppingClock(),
    random: seededRandom('interval'),
  })
})
after(async () => {
  await ledger.close()
  rmSync(dir, { recursive: true, force: true })
})

const looks = fc.uniqueArray(
  fc.record({ at: fc.integer({ min: 1, max: 60 }), chain: fc.integer({ min: 0, max: 2 }) }),
  {
    selector: ({ at }) => at,
    maxLength: 14,
  },
)

let endpoints = 0

test('every look lies in an interval of what it saw, intervals never overlap, and twice is once', async () => {
  const by = await organisationIn(ledger)
  await fc.assert(
    fc.asyncProperty(looks, async sequence => {
      const place = { host: `h${++endpoints}.example`, port: 443, starttls: 'none' } as const
      const { id } = await ledger.endpoints.ensure(by, place)
      const pushed = sequence.map(({ at, chain }) => ({
        endpoint: id,
        observation: observationOf(chain === 0 ? [] : [chain], at * 10),
      }))
      await ledger.endpoints.observe(by, pushed)
      const first = (await ledger.endpoints.listIntervals(id, { limit: 100 })).items
      assert.deepEqual(await ledger.endpoints.observe(by, pushed), { changed: 0, seen: 0 })
      const { items } = await ledger.endpoints.listIntervals(id, { limit: 100 })
      assert.deepEqual(items, first)
      const sorted = items.toSorted((a, b) => a.firstMs - b.firstMs)
      sorted.forEach((interval, index) => {
        assert.ok(interval.firstMs <= interval.lastMs)
        const next = sorted[index + 1]
        if (next === undefined) return
        assert.ok(interval.lastMs < next.firstMs, 'they overlap')
        assert.notDeepEqual([interval.state, interval.chainSha256], [next.state, next.chainSha256])
      })
      for (const { at, chain } of sequence) {
        const holding = items.filter(({ firstMs, lastMs }) => firstMs <= at * 10 && at * 10 <= lastMs)
        const expected = chain === 0 ? undefined : sha256(String(chain))
        assert.deepEqual(
          holding.map(({ chainSha256 }) => chainSha256),
          [expected],
        )
      }
    }),
    { numRuns: 40, seed: 3 },
  )
})
