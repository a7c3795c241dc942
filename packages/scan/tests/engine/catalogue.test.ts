import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { detectors } from '@foreseen/scan'

const rows = readFileSync(new URL('../../../../docs/catalogue.md', import.meta.url), 'utf8').matchAll(
  /^\| (\d+) \| .* \| ([^|]*) \|$/gm,
)

/** Shapes that are found, or told apart, without a detector of their own. */
const elsewhere: ReadonlyMap<number, string> = new Map([
  [39, 'engine: embedded streams'],
  [63, 'inventory: bundles'],
  [89, 'inventory: fixtures'],
  [90, 'refused by every pin detector'],
  [91, 'decided by the parse'],
  [92, 'inventory: one object, many places'],
])

test('the catalogue of shapes names the detectors of each number', () => {
  const numbers = new Set<number>()
  for (const [, number, said] of rows) {
    numbers.add(Number(number))
    const ids = detectors.filter(detector => detector.catalogue.includes(Number(number))).map(({ id }) => id)
    const expected =
      ids.length === 0
        ? (elsewhere.get(Number(number)) ?? 'not yet')
        : ids
            .sort()
            .map(id => `\`${id}\``)
            .join(', ')
    assert.equal(said, expected, `docs/catalogue.md, number ${number}`)
  }
  for (const detector of detectors) {
    for (const number of detector.catalogue) assert.ok(numbers.has(number), `${detector.id}: ${number}`)
  }
})

test('every detector has an id of its own', () => {
  assert.equal(new Set(detectors.map(({ id }) => id)).size, detectors.length)
})
