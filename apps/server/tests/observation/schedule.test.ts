/** When endpoints are looked at, whatever they serve and however long. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LastLook, ListedEndpoint } from '@foreseen/ledger'
import fc from 'fast-check'
import { nextLookMs } from '../../src/observation/schedule.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

const endpoint = (look: LastLook | undefined, more: Partial<ListedEndpoint> = {}): ListedEndpoint => ({
  id: 'end_1',
  host: 'api.joost.test',
  port: 443,
  starttls: 'none',
  createdMs: 1000,
  endedMs: undefined,
  watched: true,
  look,
  plan: undefined,
  ...more,
})

const looks = fc.record({
  sinceMs: fc.constant(0),
  atMs: fc.integer({ min: 0, max: 4e12 }),
  state: fc.constantFrom('served' as const, 'failed' as const),
  code: fc.constant(''),
  detail: fc.constant(''),
  notBeforeMs: fc.option(fc.integer({ min: -1e13, max: 1e13 }), { nil: undefined }),
  notAfterMs: fc.option(fc.integer({ min: -1e13, max: 1e13 }), { nil: undefined }),
  failures: fc.integer({ min: 0, max: 1_000_000 }),
})

test('the next look is never sooner than ten minutes after the last, nor later than a day', () => {
  fc.assert(
    fc.property(looks, fc.string(), (look, id) => {
      const next = nextLookMs(endpoint(look, { id }))
      assert.ok(next !== undefined && next >= look.atMs + 10 * minuteMs && next <= look.atMs + dayMs)
    }),
  )
})

test('a look that failed never waits longer than one that did not', () => {
  fc.assert(
    fc.property(looks, look => {
      const served = nextLookMs(endpoint({ ...look, state: 'served' }))
      const failed = nextLookMs(endpoint({ ...look, state: 'failed' }))
      assert.ok((failed ?? 0) <= (served ?? 0))
    }),
  )
})

test('endpoints that are alike are not looked at at one moment', () => {
  const look: LastLook = {
    sinceMs: 0,
    atMs: 0,
    state: 'served',
    code: '',
    detail: '',
    notBeforeMs: 0,
    notAfterMs: 90 * dayMs,
    failures: 0,
  }
  const times = Array.from({ length: 200 }, (_, index) => nextLookMs(endpoint(look, { id: `end_${index}` })))
  assert.ok(new Set(times).size > 190)
})

test('a new one is due at once; one that ended, or that only others look at, never', () => {
  assert.equal(nextLookMs(endpoint(undefined)), 1000)
  assert.equal(nextLookMs(endpoint(undefined, { endedMs: 5 })), undefined)
  assert.equal(nextLookMs(endpoint(undefined, { watched: false })), undefined)
})
