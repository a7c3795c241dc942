/** Any damage to any seed: no parser throws, hangs, or answers with something outside of its input. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRandom, mutate } from './mutations.ts'
import { parsers } from './parsers.ts'
import { allSeeds } from './seeds.ts'

const seeds = allSeeds()

for (const [name, parse] of Object.entries(parsers)) {
  test(`${name}: damaged seeds`, () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1 }),
        fc.integer({ min: 1, max: 4 }),
        (which, other, seed, rounds) => {
          const random = createRandom(seed)
          let input = seeds[which % seeds.length] ?? new Uint8Array()
          for (let i = 0; i < rounds; i++) input = mutate(input, seeds[other % seeds.length] ?? input, random)
          const began = performance.now()
          parse(input)
          assert.ok(performance.now() - began < 1_000)
        },
      ),
      { numRuns: 400 },
    )
  })

  test(`${name}: any bytes`, () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), input => void parse(input)))
  })

  test(`${name}: every cut of a seed of its own`, () => {
    const leaf = seeds[0] ?? new Uint8Array()
    for (let length = 0; length < leaf.length; length += 3) parse(leaf.subarray(0, length))
  })
}
